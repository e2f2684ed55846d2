"""The file of countries is what the table and Unicode CLDR make."""

from pathlib import Path

import pytest
import yaml

from edugraph.authority import COUNTRIES, countries_yaml

FILE = Path(__file__).resolve().parent.parent / "data" / "authority" / "iso3166.yaml"


def test_the_committed_file_of_countries_equals_what_the_module_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == countries_yaml(COUNTRIES)


def test_the_order_of_the_codes_does_not_matter() -> None:
    assert countries_yaml(reversed(list(COUNTRIES))) == countries_yaml(COUNTRIES)


def test_armenia_keeps_the_zero_of_its_number_and_is_named_in_three_languages() -> None:
    armenia = yaml.safe_load(countries_yaml(["ARM"]))["countries"]["ARM"]
    assert armenia == {
        "label": {"en": "Armenia", "ru": "Армения", "lv": "Armēnija"},
        "iso2": "AM",
        "iso3": "ARM",
        "isoNumeric": "051",
        "latitude": 40.3,
        "longitude": 44.9,
        "exactMatch": [
            "http://publications.europa.eu/resource/authority/country/ARM",
            "http://www.wikidata.org/entity/Q399",
            "https://sws.geonames.org/174982/",
        ],
    }


def test_central_asia_is_exactly_its_five_countries() -> None:
    found = {code for code, country in COUNTRIES.items() if "central-asia" in country.regions}
    assert found == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


def test_every_code_and_id_belongs_to_one_country() -> None:
    for column in ("iso2", "iso3", "numeric", "wikidata", "geonames"):
        values = [getattr(country, column) for country in COUNTRIES.values()]
        assert len(set(values)) == len(values), f"{column} has a twin"


def test_a_country_outside_the_table_is_refused() -> None:
    with pytest.raises(KeyError, match="ATL"):
        countries_yaml(["ATL"])
