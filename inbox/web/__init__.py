"""What a browser reaches before Streamlit: sign-in, the gate, JSON routes, start and end."""
