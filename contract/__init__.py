"""The contract: is the API what its OpenAPI document and its GraphQL schema say?"""
