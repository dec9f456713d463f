"""Photos and the edge that delivers them, whole and with each fault."""

import io

import httpx
import pytest
from PIL import Image

from .conftest import Demo, Person

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _jpeg(size: int = 1600) -> bytes:
    picture = Image.radial_gradient("L").resize((size, size)).convert("RGB")
    picture.paste(Image.effect_noise((size // 4, size // 4), 60).convert("RGB"))
    exif = Image.Exif()
    exif[0x010F] = "Camera-Of-Someone"
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=95, exif=exif)
    return made.getvalue()


def _upload(
    demo: Demo, person: Person, content: bytes, kind: str = "image/jpeg", name: str = "a.jpg"
) -> httpx.Response:
    return demo.client.post("/api/users/photos", headers=person.auth, files={"photo": (name, content, kind)})


def test_photos_are_made_anew_and_delivered_from_the_edge(demo: Demo) -> None:
    someone, content = demo.person(), _jpeg()
    answer = _upload(demo, someone, content)
    assert answer.status_code == 201
    url = answer.json()["url"]
    first, second = demo.client.get(url), demo.client.get(url)
    assert first.headers["content-type"] == "image/webp"
    assert len(first.content) < 0.4 * len(content)
    assert b"Camera-Of-Someone" not in first.content
    assert "immutable" in first.headers["cache-control"]
    assert "sandbox" in first.headers["content-security-policy"]
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert int(second.headers["age"]) > 0
    stranger = demo.person()
    path = f"/api/users/photos/{answer.json()['id']}"
    assert demo.client.delete(path, headers=stranger.auth).status_code == 404
    assert demo.client.delete(path, headers=someone.auth).status_code == 204
    assert demo.client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "name", "status"),
    [
        (_SVG, "image/svg+xml", "a.svg", 400),
        (b"<html><script>1</script></html>", "image/jpeg", "a.jpg", 400),
        (b"%PDF-1.7", "application/pdf", "a.pdf", 400),
        (b"", "image/jpeg", "a.jpg", 400),
        (b"x" * (10 * 1024 * 1024 + 1), "image/jpeg", "a.jpg", 413),
        (b"x" * (12 * 1024 * 1024), "image/jpeg", "a.jpg", 413),
        (_jpeg(50), "text/html", "../../a.php", 201),
    ],
    ids=["svg", "html", "pdf", "empty", "large", "larger", "honest content"],
)
def test_uploads(demo: Demo, content: bytes, kind: str, name: str, status: int) -> None:
    assert _upload(demo, demo.person(), content, kind, name).status_code == status


@pytest.mark.parametrize(
    ("fault", "content", "kind"),
    [
        ("upload-svg-accepted", _SVG, "image/svg+xml"),
        ("upload-unchecked", b"<html>hello</html>", "text/html"),
        ("photo-metadata-kept", _jpeg(50), "image/jpeg"),
    ],
)
def test_faults_in_uploads(demo: Demo, fault: str, content: bytes, kind: str) -> None:
    demo.plant(fault)
    answer = _upload(demo, demo.person(), content, kind)
    assert answer.status_code == 201
    delivered = demo.client.get(answer.json()["url"])
    assert delivered.content == content
    assert delivered.headers["content-type"].startswith(kind)


def test_large_pictures(demo: Demo) -> None:
    content = _jpeg()
    demo.plant("photos-unoptimised")
    answer = _upload(demo, demo.person(), content)
    assert answer.json()["size"] > 0.4 * len(content)


def test_media_survives_deletion(demo: Demo) -> None:
    someone = demo.person()
    url = _upload(demo, someone, _jpeg(50)).json()["url"]
    demo.client.get(url)
    demo.plant("media-survives-deletion")
    assert demo.client.delete("/api/users/me", headers=someone.auth).status_code == 204
    assert demo.client.get(url).status_code == 200


def test_other_peoples_photos(demo: Demo) -> None:
    photo = _upload(demo, demo.person(), _jpeg(50)).json()["id"]
    demo.plant("bola-photos")
    assert demo.client.delete(f"/api/users/photos/{photo}", headers=demo.person().auth).status_code == 204


def test_the_edge(demo: Demo) -> None:
    url = _upload(demo, demo.person(), _jpeg(50)).json()["url"]
    demo.plant("cdn-never-hits")
    assert {demo.client.get(url).headers["x-cache"] for _ in range(3)} == {"MISS"}
