"""Names of people, places and organisations: real ones, and invented ones made of syllables."""

from __future__ import annotations

import random

from assets.recipes.world.grammar import words

FIRST_NAMES = words("""Anna Tom Maria John Lucy Peter Sofia David Emma Paul Laura James Julia Mark Sara Daniel
Nina Leo Clara Max
Alice Ben Carmen Oscar Elena Simon Irene Victor Olivia Hugo Eva Felix Rosa Adam Lena Martin Ines Robert Marta
Lucas Hana
Diego Yuna Pablo Mina Carlos Jisoo Luis Minho Ana Sena Jack Grace Henry Ruth Oliver Amy Samuel Kate Thomas Zoe
George Mia
Arthur Ella Edward Lily Frank Nora Walter Iris Albert Ada Alan Marie Isaac Grete Omar Layla Yusuf Amina Ravi Priya
Chen
Mei Kenji Yuki Ivan Olga Boris Vera Nils Freya Erik Astrid Pierre Claire Antoine Chloe Giulia Marco Paolo Bianca
Joao
Barack Angela Nelson Malala Greta Lionel Serena Michael Harry Charlotte William Elizabeth Jorge Fatima Kofi Abena""")

LAST_NAMES = words("""Smith Brown Garcia Kim Lopez Park Martin Lee Wilson Clark Novak Rossi Silva Meyer Weber
Dubois Moreau Tanaka
Suzuki Ivanova Popov Larsen Jensen Berg Lind Cohen Haddad Khan Patel Singh Wang Zhang Okafor Mensah Torres Ruiz
Vega
Navarro Castro Romero Bennett Carter Cooper Evans Foster Green Hughes Johnson Knight Lewis Morgan Murphy Parker
Quinn
Reed Scott Taylor Turner Walker Young Einstein Curie Newton Darwin Turing Lovelace Mandela Merkel Obama Messi
Jackson
Potter Fischer Keller Huber Moser Janssen Visser Kowalski Nowak Horvat Papadopoulos Yilmaz Demir Nguyen Tran Santos""")

CITIES = words("""Paris London Rome Madrid Berlin Seoul Tokyo Lisbon Vienna Oslo Cairo Lima Boston Chicago Dublin
Athens Prague
Toronto Sydney Moscow Beijing Delhi Mumbai Busan Kyoto Osaka Barcelona Seville Valencia Milan Naples Venice Munich
Hamburg
Cologne Zurich Geneva Brussels Amsterdam Copenhagen Stockholm Helsinki Warsaw Krakow Budapest Istanbul Nairobi
Lagos
Havana Bogota Santiago Dallas Denver Seattle Miami Houston Oxford Cambridge Leeds Bristol Cardiff Glasgow
Manchester
Liverpool Lyon Nice Bordeaux Porto Ghent Bergen Malaga Granada Turin Bologna Florence Salzburg Bern Riga Tallinn""")
CITIES += ["New York", "Los Angeles", "San Francisco", "Buenos Aires", "Cape Town", "Hong Kong", "Mexico City"]

COUNTRIES = words("""France Spain Italy Germany Portugal England Ireland Scotland Norway Sweden Finland Denmark
Poland Austria
Greece Turkey Egypt Kenya Nigeria Ghana Japan Korea China India Vietnam Canada Mexico Brazil Argentina Chile Peru
Colombia
Cuba Australia Iceland Hungary Croatia Ukraine Morocco Tunisia Europe Africa Asia America""")
COUNTRIES += ["South Korea", "New Zealand", "South Africa", "United States", "United Kingdom", "Costa Rica"]

COMPANIES = words("""Google Microsoft Apple Amazon Samsung Sony Toyota Honda Siemens Nokia Ikea Lego Nestle Adidas
Nike Bosch Airbus
Boeing Intel Netflix Spotify Philips Volvo Renault Ferrari Danone Shell Hyundai Nintendo Mozilla Canon Panasonic
Lufthansa
Zara Mango Telefonica Santander Orange Roche Novartis NASA UNESCO FIFA BBC CNN IBM NATO UNICEF Greenpeace""")
COMPANIES += ["Red Cross", "United Nations", "European Union", "World Bank", "Real Madrid", "Hugging Face"]

_ONSETS = words("b br c ch cl d dr f fl g gr h j k kr l m n p pr r s sh sl st t th tr v w y z")
_VOWELS = words("a e i o u a e i o ai ea ia ou")
_CODAS = ["", "", "", "n", "l", "r", "s", "m", "t", "k", "x", "nd", "rt", "lo"]
_FIRST_ENDS = ["a", "o", "ie", "en", "in", "ia", "us", "el", "ah", "i"]
_LAST_ENDS = ["son", "er", "ez", "ski", "ini", "man", "ov", "sen", "well", "ton", "as", "io", "ard", "ley"]
_CITY_ENDS = [
    "ville",
    "ton",
    "burg",
    "ford",
    "grad",
    "port",
    "field",
    "polis",
    "stad",
    "mouth",
    "dorf",
    "ia",
    "o",
    "ham",
]
_FIRM_ENDS = ["ex", "tech", "soft", "ix", "on", "corp", "ora", "ium", "ware", "ly", "is", "ara"]

_GOODS_ENDS = ["s", "s", "es", "ies", "ers", "ets", "ons", "els", "ings", "oes"]


def _invented(rng: random.Random, ends: list[str], syllables: int) -> str:
    parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables)]
    return ("".join(parts) + rng.choice(ends)).capitalize()


def invented_first_name(rng: random.Random) -> str:
    return _invented(rng, _FIRST_ENDS, rng.choice([1, 1, 2]))


def invented_last_name(rng: random.Random) -> str:
    return _invented(rng, _LAST_ENDS, rng.choice([1, 1, 2]))


def invented_city(rng: random.Random) -> str:
    return _invented(rng, _CITY_ENDS, rng.choice([1, 1, 2]))


def invented_company(rng: random.Random) -> str:
    return _invented(rng, _FIRM_ENDS, rng.choice([1, 2]))


def invented_goods(rng: random.Random) -> str:
    """Something that a shop might sell, in small letters and in the plural."""
    return _invented(rng, _GOODS_ENDS, rng.choice([1, 1, 2])).lower()
