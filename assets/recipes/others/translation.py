"""Simple sentences that a stranger would try first, and all good translations of them."""

import re
from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# A sentence, and its translations as a regular expression, without case, accents kept.
ENGLISH_SPANISH = (
    ("The dog sleeps.", "el perro (duerme|está durmiendo)"),
    ("The red house is big.", "la casa roja es grande"),
    ("The girl reads a book.", "la (niña|chica|muchacha) (lee|está leyendo) un libro"),
    ("My mother drinks water.", "mi (madre|mamá) bebe agua"),
    ("A black cat is on the table.", "(hay )?un gato negro (está )?(en|sobre|encima de) la mesa"),
    (
        "The teacher has a blue car.",
        "(el profesor|la profesora|el maestro|la maestra) tiene un (coche|carro|auto) azul",
    ),
    ("the birds sing in the garden", "los pájaros cantan en el jardín"),
    ("The circle is yellow.", "el círculo es amarillo"),
)
SPANISH_ENGLISH = (
    ("El gato come.", "the cat (eats|is eating)"),
    ("La niña tiene una manzana verde.", "the (little )?girl has (got )?a green apple"),
    (
        "El caballo blanco corre en el campo.",
        "the white horse (runs|is running) (in|through|across) the (field|country|countryside)",
    ),
    ("Los niños juegan en el parque.", "(the )?(boys|children|kids) (play|are playing) in the park"),
    ("Mi hermano bebe leche.", "my brother (drinks|is drinking) milk"),
    ("La mesa es grande y la silla es pequeña.", "the table is (big|large) and the chair is (small|little)"),
    ("El cuadrado rojo está en la caja.", "the red square is (in|inside) the box"),
)
ENGLISH_KOREAN = (
    ("The dog eats bread.", "개(가|는)빵을(먹습니다|먹어요|먹는다|먹고있습니다)"),
    ("The boy sees a bird.", "(그)?(소년|남자아이|아이)(이|은|가|는)새(한마리)?를(봅니다|봐요|본다|보고있습니다)"),
    ("The cat is small.", "고양이(가|는)(작습니다|작아요|작다)"),
    ("The woman reads a book.", "(그)?여자(가|는)책(한권)?을(읽습니다|읽어요|읽는다|읽고있습니다)"),
    ("The flower is red.", "(그)?꽃(이|은)(빨갛습니다|빨개요|빨갛다|빨간색입니다|붉습니다)"),
)


def inputs(folder: Path) -> list[Input]:
    pairs = (("en", "es", ENGLISH_SPANISH), ("es", "en", SPANISH_ENGLISH), ("en", "ko", ENGLISH_KOREAN))
    return [asked(source, target, *each) for source, target, sentences in pairs for each in sentences]


def asked(source: str, target: str, text: str, good: str) -> Input:
    """Stops, case and in Korean spaces apart, the translation must be one of the good ones."""

    def right(answer: Answer) -> bool:
        said = re.sub(r"[.!?¡¿]", "", str(answer.raw[0]["translation_text"])).strip().lower()
        said = said.replace(" ", "") if target == "ko" else " ".join(said.split())
        return re.fullmatch(good, said) is not None

    return Input(f"{text} ({good})", {"text": text, "src_lang": source, "tgt_lang": target}, right)
