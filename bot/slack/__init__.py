"""REACHES: every call to Slack's Web API, and who somebody is."""
