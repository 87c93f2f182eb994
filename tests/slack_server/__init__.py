"""A local Slack: the real Bolt, Web API client and Socket Mode client talk to it on the wire.

`server.LocalSlack` is where to start: workspaces, people and what they do and see, every call
the app made, and `faults`, what breaks a documented limit or a rule of this project.
"""
