"""Tags themes with a language model; off unless the settings name one. Called by the pipeline."""

from workers.llm_tagger.client import AnswerStore, LanguageModel, LanguageModelFailed, MemoryAnswers, Unanswered

__all__ = ["AnswerStore", "LanguageModel", "LanguageModelFailed", "MemoryAnswers", "Unanswered"]
