"""What edugraph is, what it holds and what it does not, and how it is made: pages of words, in each language."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from edugraph.web.frame import PageOf

router = APIRouter()


@router.get("/about")
def about(page: PageOf) -> HTMLResponse:
    return page.html("about.html")


@router.get("/method")
def method(page: PageOf) -> HTMLResponse:
    return page.html("method.html")
