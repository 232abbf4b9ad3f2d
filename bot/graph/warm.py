"""The SDK's models, imported beforehand.

The first mail or event that is read imports more than a thousand modules: on the loop that would stop every click
for seconds. Called in a thread.
"""

from __future__ import annotations


def warm() -> None:
    """Read one of each kind, made of nothing."""
    from kiota_serialization_json.json_parse_node import JsonParseNode
    from msgraph.generated.models.event_collection_response import EventCollectionResponse
    from msgraph.generated.models.message_collection_response import MessageCollectionResponse
    from msgraph.generated.models.user_collection_response import UserCollectionResponse

    for kind in (MessageCollectionResponse, EventCollectionResponse, UserCollectionResponse):
        JsonParseNode({"value": [{}]}).get_object_value(kind)
