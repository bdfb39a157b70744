"""The platform as tools for AI clients, over REST and the Model Context Protocol.."""
