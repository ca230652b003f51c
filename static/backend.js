// Streamlit asks every folder of the address for its server; ours is at the root of the host.
window.__streamlit = { BACKEND_BASE_URL: location.origin };
