"""The built-in analyst's prose: clauses that follow their figures, put together by the verdict."""
