"""English words with their Spanish and Korean counterparts, for parallel sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Noun:
    """`gender` is m or f. Plurals are regular unless given."""

    en: str
    es: str
    gender: str
    ko: str
    en_plural: str = ""
    es_plural: str = ""

    @property
    def en_many(self) -> str:
        return self.en_plural or self.en + "s"

    @property
    def es_many(self) -> str:
        return self.es_plural or self.es + ("s" if self.es[-1] in "aeioué" else "es")


@dataclass(frozen=True)
class Adjective:
    """`es` is masculine; `ko` stands before a noun, `ko_is` ends a sentence; `estar` says which Spanish "to be"."""

    en: str
    es: str
    ko: str
    ko_is: str
    estar: bool = False

    def spanish(self, gender: str, many: bool = False) -> str:
        if many and self.es == "joven":
            return "jóvenes"
        word = self.es[:-1] + "a" if gender == "f" and self.es.endswith("o") else self.es
        if not many:
            return word
        return word[:-1] + "ces" if word.endswith("z") else word + ("s" if word[-1] in "aeo" else "es")


@dataclass(frozen=True)
class Verb:
    """`en` is (eat, eats), `es` the forms for I, you, she, we, they, `ko` (said, denied); `objects` names a class."""

    en: tuple[str, str]
    es: tuple[str, str, str, str, str]
    ko: tuple[str, str]
    objects: str = ""


def _nouns(text: str) -> list[Noun]:
    return [Noun(*entry.split()) for entry in text.replace("\n", "").split(",")]


NOUNS = {
    "animal": _nouns(
        """cat gato m 고양이,dog perro m 개,horse caballo m 말,bird pájaro m 새,cow vaca f 소,rabbit conejo m 토끼,
duck pato m 오리,
mouse ratón m 쥐 mice ratones,bear oso m 곰,frog rana f 개구리"""
    ),
    "person": _nouns(
        """boy niño m 소년,girl niña f 소녀,teacher profesor m 선생님,doctor médico m 의사,friend amigo m 친구,
mother madre f 어머니,
father padre m 아버지,king rey m 왕 kings reyes,queen reina f 여왕,baker panadero m 제빵사"""
    ),
    "thing": _nouns(
        """house casa f 집,book libro m 책,table mesa f 탁자,chair silla f 의자,car coche m 자동차,ball pelota f 공,
flower flor f 꽃,
door puerta f 문,window ventana f 창문,cup taza f 컵,hat sombrero m 모자,lamp lámpara f 램프,key llave f 열쇠,
tree árbol m 나무,
bicycle bicicleta f 자전거,picture cuadro m 그림,box caja f 상자 boxes"""
    ),
    "shape": _nouns(
        """circle círculo m 원,square cuadrado m 사각형,triangle triángulo m 삼각형,star estrella f 별,
heart corazón m 하트 hearts corazones"""
    ),
    "food": _nouns(
        """apple manzana f 사과,orange naranja f 오렌지,banana plátano m 바나나,cake pastel m 케이크,egg huevo m 달걀,
potato patata f 감자 potatoes,tomato tomate m 토마토 tomatoes,strawberry fresa f 딸기 strawberries"""
    ),
    "drink": _nouns("milk leche f 우유,coffee café m 커피,tea té m 차,juice zumo m 주스"),
    "text": _nouns("book libro m 책,letter carta f 편지,newspaper periódico m 신문"),
    "place": _nouns(
        """garden jardín m 정원,park parque m 공원,school escuela f 학교,kitchen cocina f 부엌,city ciudad f 도시,
forest bosque m 숲,
street calle f 거리,beach playa f 해변"""
    ),
}

ADJECTIVES = [
    Adjective("big", "grande", "큰", "커요"),
    Adjective("small", "pequeño", "작은", "작아요"),
    Adjective("new", "nuevo", "새로운", "새로워요"),
    Adjective("beautiful", "bonito", "예쁜", "예뻐요"),
    Adjective("red", "rojo", "빨간", "빨개요"),
    Adjective("blue", "azul", "파란", "파래요"),
    Adjective("yellow", "amarillo", "노란", "노래요"),
    Adjective("green", "verde", "초록색", "초록색이에요"),
    Adjective("white", "blanco", "하얀", "하얘요"),
    Adjective("black", "negro", "검은", "검은색이에요"),
    Adjective("orange", "naranja", "주황색", "주황색이에요"),
    Adjective("purple", "morado", "보라색", "보라색이에요"),
    Adjective("clean", "limpio", "깨끗한", "깨끗해요", estar=True),
    Adjective("dirty", "sucio", "더러운", "더러워요", estar=True),
]
MOODS = [
    Adjective("tired", "cansado", "피곤한", "피곤해요", estar=True),
    Adjective("happy", "feliz", "행복한", "행복해요"),
    Adjective("sick", "enfermo", "아픈", "아파요", estar=True),
    Adjective("kind", "amable", "친절한", "친절해요"),
    Adjective("strong", "fuerte", "강한", "강해요"),
    Adjective("young", "joven", "젊은", "젊어요"),
]

VERBS = [
    Verb(("eat", "eats"), ("como", "comes", "come", "comemos", "comen"), ("먹어요", "먹지 않아요"), "food"),
    Verb(("drink", "drinks"), ("bebo", "bebes", "bebe", "bebemos", "beben"), ("마셔요", "마시지 않아요"), "drink"),
    Verb(("read", "reads"), ("leo", "lees", "lee", "leemos", "leen"), ("읽어요", "읽지 않아요"), "text"),
    Verb(("see", "sees"), ("veo", "ves", "ve", "vemos", "ven"), ("봐요", "보지 않아요"), "any"),
    Verb(("buy", "buys"), ("compro", "compras", "compra", "compramos", "compran"), ("사요", "사지 않아요"), "any"),
    Verb(("want", "wants"), ("quiero", "quieres", "quiere", "queremos", "quieren"), ("원해요", "원하지 않아요"), "any"),
    Verb(
        ("have", "has"),
        ("tengo", "tienes", "tiene", "tenemos", "tienen"),
        ("가지고 있어요", "가지고 있지 않아요"),
        "any",
    ),
    Verb(
        ("draw", "draws"), ("dibujo", "dibujas", "dibuja", "dibujamos", "dibujan"), ("그려요", "그리지 않아요"), "any"
    ),
]
DEEDS = [
    Verb(("sleep", "sleeps"), ("duermo", "duermes", "duerme", "dormimos", "duermen"), ("자요", "자지 않아요")),
    Verb(("run", "runs"), ("corro", "corres", "corre", "corremos", "corren"), ("달려요", "달리지 않아요")),
    Verb(("sing", "sings"), ("canto", "cantas", "canta", "cantamos", "cantan"), ("노래해요", "노래하지 않아요")),
    Verb(("dance", "dances"), ("bailo", "bailas", "baila", "bailamos", "bailan"), ("춤춰요", "춤추지 않아요")),
    Verb(("work", "works"), ("trabajo", "trabajas", "trabaja", "trabajamos", "trabajan"), ("일해요", "일하지 않아요")),
    Verb(("swim", "swims"), ("nado", "nadas", "nada", "nadamos", "nadan"), ("수영해요", "수영하지 않아요")),
]

# English, Spanish (not needed before a verb), Korean with its particle, person as an index of Verb.es.
PRONOUNS = [("I", "yo", "저는", 0), ("you", "tú", "당신은", 1), ("he", "él", "그는", 2), ("she", "ella", "그녀는", 2)]
PRONOUNS += [("we", "nosotros", "우리는", 3), ("they", "ellos", "그들은", 4)]
WHERE = [("on", "sobre", "위에"), ("under", "debajo de", "아래에"), ("behind", "detrás de", "뒤에")]
WHERE += [("next to", "al lado de", "옆에"), ("above", "encima de", "위에"), ("near", "cerca de", "가까이에")]
WHEN = [("today", "hoy", "오늘"), ("now", "ahora", "지금"), ("every day", "todos los días", "매일")]
WHEN += [
    ("on Monday", "el lunes", "월요일에"),
    ("on Friday", "el viernes", "금요일에"),
    ("on Sunday", "el domingo", "일요일에"),
]
NUMBERS = [("two", "dos", "두"), ("three", "tres", "세"), ("four", "cuatro", "네"), ("five", "cinco", "다섯")]
PHRASES = [
    ("Good morning!", "¡Buenos días!", "안녕하세요!"),
    ("Hello!", "¡Hola!", "안녕하세요!"),
    ("Good night!", "¡Buenas noches!", "안녕히 주무세요!"),
    ("Thank you!", "¡Gracias!", "감사합니다!"),
    ("How are you?", "¿Cómo estás?", "어떻게 지내세요?"),
    ("I am sorry.", "Lo siento.", "죄송합니다."),
    ("See you tomorrow!", "¡Hasta mañana!", "내일 봐요!"),
]
