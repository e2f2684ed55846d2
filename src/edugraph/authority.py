"""Countries from public lists: the file data/authority/iso3166.yaml, with names from Unicode CLDR.

Run `python -m edugraph.authority > data/authority/iso3166.yaml` after a change here or a new release of Babel. Codes
are text: a number would lose the zero of 051. Points are our own choice, well inside each country.
"""

from collections.abc import Iterable
from typing import NamedTuple

import babel
import yaml

LANGUAGES = ("en", "ru", "lv")
EU_LIST = "http://publications.europa.eu/resource/authority/country/"


class Country(NamedTuple):
    """What public lists say of a country: ISO 3166-1 codes, ids of other data sets, a point inside it, its regions."""

    iso3: str
    iso2: str
    numeric: str
    wikidata: str
    geonames: int
    latitude: float
    longitude: float
    regions: tuple[str, ...] = ()
    """Central Asia and Europe as in UN M49; the Baltic states by custom."""


COUNTRIES = {
    country.iso3: country
    for country in (
        Country("ARM", "AM", "051", "Q399", 174982, 40.3, 44.9),
        Country("AZE", "AZ", "031", "Q227", 587116, 40.4, 47.7),
        Country("BLR", "BY", "112", "Q184", 630336, 53.5, 28.0, ("europe",)),
        Country("BRN", "BN", "096", "Q921", 1820814, 4.5, 114.6),
        Country("EST", "EE", "233", "Q191", 453733, 58.7, 25.5, ("baltic-states", "europe")),
        Country("IDN", "ID", "360", "Q252", 1643084, -0.6, 113.5),
        Country("KAZ", "KZ", "398", "Q232", 1522867, 48.0, 67.5, ("central-asia",)),
        Country("KGZ", "KG", "417", "Q813", 1527747, 41.5, 74.5, ("central-asia",)),
        Country("KHM", "KH", "116", "Q424", 1831722, 12.7, 105.0),
        Country("LAO", "LA", "418", "Q819", 1655842, 18.8, 103.5),
        Country("LTU", "LT", "440", "Q37", 597427, 55.3, 24.0, ("baltic-states", "europe")),
        Country("LVA", "LV", "428", "Q211", 458258, 56.9, 25.0, ("baltic-states", "europe")),
        Country("MDA", "MD", "498", "Q217", 617790, 47.2, 28.6, ("europe",)),
        Country("MMR", "MM", "104", "Q836", 1327865, 21.0, 96.5),
        Country("MYS", "MY", "458", "Q833", 1733045, 4.0, 102.2),
        Country("PHL", "PH", "608", "Q928", 1694008, 16.0, 121.0),
        Country("RUS", "RU", "643", "Q159", 2017370, 61.0, 99.0, ("europe",)),
        Country("SGP", "SG", "702", "Q334", 1880251, 1.35, 103.82),
        Country("THA", "TH", "764", "Q869", 1605651, 15.5, 101.0),
        Country("TJK", "TJ", "762", "Q863", 1220409, 38.5, 71.0, ("central-asia",)),
        Country("TKM", "TM", "795", "Q874", 1218197, 39.2, 59.5, ("central-asia",)),
        Country("TLS", "TL", "626", "Q574", 1966436, -8.8, 125.9),
        Country("UZB", "UZ", "860", "Q265", 1512440, 41.5, 64.0, ("central-asia",)),
        Country("VNM", "VN", "704", "Q881", 1562822, 14.5, 108.3),
    )
}


class _Digits(str):
    """A text of digits, always written in quotes: some readers of YAML would take a bare 096 for a number."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Digits, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'"))

_HEAD = {
    "authority": "iso3166",
    "label": {
        "en": "Countries: codes, names and links to public lists",
        "ru": "Страны: коды, названия и ссылки на открытые справочники",
        "lv": "Valstis: kodi, nosaukumi un saites uz publiskiem sarakstiem",
    },
    "address": "https://cldr.unicode.org/",
    "publisherName": "Unicode, Inc.",
    "accessed": "2026-11-21",
    "accessedAs": "stored-copy",
    "licence": "https://www.unicode.org/license.txt",
    "attribution": "Names: Unicode CLDR, © Unicode, Inc. Ids: EU Vocabularies; Wikidata (CC0); GeoNames (CC BY 4.0).",
}


def countries_yaml(codes: Iterable[str]) -> str:
    """The authority file of these countries (ISO 3166-1 alpha-3), sorted. Raises KeyError for one not in the table."""
    blocks = {iso3: _block(COUNTRIES[iso3]) for iso3 in sorted(set(codes))}
    content = {**_HEAD, "countries": blocks}
    body = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, default_flow_style=None, sort_keys=False, width=1000)
    return f"# Made by edugraph.authority, and tested to be what it makes; change that module, not this file.\n{body}"


def _block(country: Country) -> dict[str, object]:
    regions = {"partOf": list(country.regions)} if country.regions else {}
    return {
        "label": _names(country.iso2),
        "iso2": country.iso2,
        "iso3": country.iso3,
        "isoNumeric": _Digits(country.numeric),
        **regions,
        "latitude": country.latitude,
        "longitude": country.longitude,
        "exactMatch": [
            EU_LIST + country.iso3,
            f"http://www.wikidata.org/entity/{country.wikidata}",
            f"https://sws.geonames.org/{country.geonames}/",
        ],
    }


def _names(iso2: str) -> dict[str, str]:
    return {language: babel.Locale(language).territories[iso2] for language in LANGUAGES}


if __name__ == "__main__":
    print(countries_yaml(COUNTRIES), end="")
