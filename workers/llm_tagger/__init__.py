"""A language model as a second judge of themes, off unless the settings name one. Called by the pipeline."""

from workers.llm_tagger.client import Answers, JudgeFailed, LanguageModel, Remembered

__all__ = ["Answers", "JudgeFailed", "LanguageModel", "Remembered"]
