"""Text in a document that addresses whoever reads it by machine instead of stating something."""

import re

_ADDRESS = re.compile(
    r"""\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}
        \b(?:instructions?|prompts?|rules|guidelines|previous|prior|above)\b
    | \b(?:ignor[aáeéio]\w*|olvid\w+|oubli\w+|vergiss|vergessen)\b[^.]{0,60}
        \b(?:instruc\w+|instruktion\w*|istruzion\w+|consignes?|indicaciones|anweisung\w*|regeln|reglas|r[èe]gles)\b
    | игнорир\w+[^.]{0,60}(?:инструкц|указани)\w* | 忽略[^。.]{0,30}(?:指令|指示|说明) | 無視[^。.]{0,30}指示
    | تجاهل[^.]{0,60}(?:التعليمات|الأوامر)
    | \b(?:system\s+prompt|new\s+prompt|language\s+model|chat\s?bots?|LLMs?)\b
    | \bA\.?I\.?\s+(?:assistant|model|system|agent|reader)s?\b
    | ^\W*(?:system|assistant|user|developer)\s*: | ^\W*\#+\s*(?:system|instructions?|prompt)\b
    | \b(?:you\s+are\s+(?:now|an\s+AI)|act\s+as|pretend\s+(?:to|that|you)|new\s+instructions?)\b
    | \byour\s+(?:new\s+)?task\s+is\s+(?:now\s+)?to\b
    | \bfrom\s+now\s+on\b[^.]{0,60}\b(?:answers?|repl(?:y|ies)|responses?)\b
    | \binstructions?\s+(?:for|to)\s+(?:the\s+|any\s+)?(?:model|assistant|AI|machine|reader)s?\b
    | \b(?:tell|inform|assure)\s+the\s+(?:user|reader|applicant|person)\b
    | \b(?:say|answer|reply|respond|claim|output|print)\s+(?:only\s+)?(?:that\b|with\s+["'“]|["'“])
    | \b(?:reply|respond|answer)\s+only\s+with\b | \bmust\s+(?:output|say)\b
    | \b(?:when(?:ever)?|if)\s+(?:you\s+are\s+)?asked\b[^.]{0,80}\b(?:say|answer|reply|respond|mention|state)\b
    | \bif\s+(?:any(?:one|body)|some(?:one|body)|the\s+user)\s+asks\b
    | \b(?:call|invoke|use|run)\s+the\s+(?:tool|function|[\w-]+\s+(?:tool|function))\b
    | \b(?:run|execute)\s+(?:the\s+|this\s+|these\s+)?(?:following\s+)?commands?\b
    | </?(?:system|instructions?|prompt|user|assistant)> | \[/?INST\] | <\|[^|>]{1,30}\|>""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
"""As they were seen in documents and in the literature on indirect prompt injection (Greshake et al., 2023)."""


_ASKS_ABOUT = re.compile(
    r"\b(?:instructions?|prompts?|commands?|ignor\w+|AI|assistants?|chat\s?bots?)\b", re.IGNORECASE
)


def addresses_a_machine(text: str) -> bool:
    """Whether a sentence tells an assistant what to do or say.

    Nothing ever acts on such a sentence, it never counts as the line of a field, and it is quoted only to somebody who
    asks about it (`asks_about_commands`), however well it fits the question: fitting is what it was written for.
    """
    return _ADDRESS.search(text) is not None


def asks_about_commands(question: str) -> bool:
    """Whether a question is about instructions that a document holds, and is no such instruction itself."""
    return _ASKS_ABOUT.search(question) is not None and not addresses_a_machine(question)
