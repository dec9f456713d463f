"""GraphQL, whole and with each fault."""

from typing import Any

from graphql import build_client_schema, get_introspection_query

from .conftest import PASSWORD, Demo, Person


def _ask(demo: Demo, query: str, person: Person | None = None, **variables: Any) -> dict[str, Any]:
    headers = {} if person is None else person.auth
    answer = demo.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _refusal(answer: dict[str, Any]) -> str:
    return str(answer["errors"][0]["message"])


def test_reading_and_changing(demo: Demo) -> None:
    one, two = demo.person(), demo.person()
    chat = demo.match(one, two)
    sent = _ask(demo, 'mutation($c: ID!) { sendMessage(chatId: $c, text: "Hello") { senderId } }', one, c=chat)
    assert sent["data"]["sendMessage"]["senderId"] == one.id
    shown = _ask(demo, "{ me { email matches { user { name } messages { text } } } balloons { id } }", two)["data"]
    assert shown["me"]["matches"][0]["messages"] == [{"text": "Hello"}]
    assert _ask(demo, 'mutation { updateProfile(name: "Ann") { name } }', one)["data"]["updateProfile"]["name"] == "Ann"
    popped = _ask(demo, "mutation($b: ID!) { pop(balloonId: $b) { matched } }", one, b=shown["balloons"][0]["id"])
    assert popped["data"]["pop"]["matched"] is True
    assert _refusal(_ask(demo, "{ me { email } }")) == "UNAUTHORIZED"
    prohibited = 'mutation($c: ID!) { sendMessage(chatId: $c, text: "kill yourself") { id } }'
    assert _refusal(_ask(demo, prohibited, one, c=chat)) == "CONTENT_PROHIBITED"


_SIGN_UP = """mutation($email: String!, $password: String!, $born: String!) {
  signUp(email: $email, password: $password, name: "Sam", dateOfBirth: $born) { user { id } } }"""


def test_age(demo: Demo) -> None:
    def sign_up(email: str, born: str) -> dict[str, Any]:
        return _ask(demo, _SIGN_UP, email=email, password=PASSWORD, born=born)

    assert sign_up("g1@mail.example", "1990-01-31")["data"]["signUp"]["user"]["id"]
    assert _refusal(sign_up("g2@mail.example", "2015-01-01")) == "AGE_RESTRICTED"
    assert "errors" in sign_up("g2@mail.example", "adult")
    demo.plant("graphql-admits-minor")
    assert sign_up("g2@mail.example", "2015-01-01")["data"]["signUp"]["user"]["id"]
    assert demo.sign_up(dateOfBirth="2015-01-01").status_code == 403


def test_introspection(demo: Demo) -> None:
    query = get_introspection_query()
    assert "data" not in _ask(demo, query)
    assert build_client_schema(_ask(demo, query, demo.person())["data"]).query_type  # type: ignore[arg-type]
    demo.plant("graphql-introspection")
    assert _ask(demo, query)["data"]["__schema"]


def test_limits(demo: Demo) -> None:
    someone = demo.person()
    deep = "{ me { matches { user { " * 1 + "matches { user { " * 6 + "id " + "} } " * 6 + "} } } }"
    aliases = "{" + " ".join(f"a{n}: __typename" for n in range(100)) + "}"
    fragments = (
        "fragment F on Person { id name age bio } { me { matches { user { ...F matches { user { ...F } } } } } }"
    )
    assert "nested" in _refusal(_ask(demo, deep, someone))
    assert "times" in _refusal(_ask(demo, aliases, someone))
    assert "errors" not in _ask(demo, fragments, someone)
    batch = [{"query": "{ __typename }"}] * 50
    assert demo.client.post("/graphql", json=batch).status_code == 400
    demo.plant("graphql-unlimited")
    assert "errors" not in _ask(demo, deep, someone)
    assert "errors" not in _ask(demo, aliases, someone)
    assert demo.client.post("/graphql", json=batch).status_code == 200


def test_other_peoples_messages(demo: Demo) -> None:
    one, two, stranger = demo.person(), demo.person(), demo.person()
    chat = demo.match(one, two)
    demo.client.post(f"/api/chat/conversations/{chat}/messages", headers=one.auth, json={"text": "between us"})
    query = "query($id: ID!) { user(id: $id) { matches { messages { text } } } }"
    assert "between us" in str(_ask(demo, query, two, id=one.id))
    assert "between us" not in str(_ask(demo, query, stranger, id=one.id))
    demo.plant("graphql-bola")
    assert "between us" in str(_ask(demo, query, stranger, id=one.id))


def test_how_it_is_asked(demo: Demo) -> None:
    assert "Did you mean" not in str(_ask(demo, "{ mee { id } }"))
    assert "errors" in _ask(demo, "{")
    assert demo.client.get("/graphql", params={"query": "{ __typename }"}).status_code == 405
    for content in (b'{"query": 1}', b"[]", b"3", b'{"query": "{ __typename }", "x": 1}'):
        kind = {"Content-Type": "application/json"}
        assert demo.client.post("/graphql", content=content, headers=kind).status_code == 400
    assert demo.client.post("/graphql", content='{"query": "{ __typename }"}').status_code == 415
    assert demo.client.get("/graphiql").status_code == 404
