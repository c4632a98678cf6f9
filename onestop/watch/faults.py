"""What goes wrong between here and a web server, in words, and whether to try again at once.

No sentence holds an address beyond the host: the rest may hold a name or a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from onestop.watch.found import FetchError


class TransientError(FetchError):
    """Worth another try at once. `wait`: seconds that the server asks for."""

    wait = 0.0


@contextmanager
def said_of(where: str) -> Iterator[None]:
    """What goes wrong on the way, as a sentence."""
    try:
        yield
    except httpx.DecodingError as error:
        raise FetchError(f"Máy chủ {where} gửi nội dung nén bị hỏng.") from error
    except httpx.ConnectError as error:
        if "certificate" in str(error).lower():
            raise FetchError(
                f"Chứng thư TLS của máy chủ {where} không được tin. Nếu cơ quan có chứng thư gốc"
                " riêng, ghi vào khai báo: ca_file."
            ) from error
        raise TransientError(f"Không nối được máy chủ {where}.") from error
    except httpx.TimeoutException as error:
        raise TransientError(f"Máy chủ {where} không trả lời kịp.") from error
    except httpx.TransportError as error:
        raise TransientError(f"Đường truyền với máy chủ {where} bị ngắt.") from error
