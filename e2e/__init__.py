"""Browser flows: what people do on the pages of a deployment."""
