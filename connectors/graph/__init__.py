"""The Graph API as every platform behind it speaks: session, errors, paging, conversations.

It knows no platform; a platform gives it a connection and says what it asks for.
"""
