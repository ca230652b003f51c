"""Local stand-ins that speak X API v2 and the Graph API; they import no connector."""
