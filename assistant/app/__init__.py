"""The Streamlit pages: they draw and dispatch."""
