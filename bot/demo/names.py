"""Invented names. The family names are put together from two halves, so they are nobody's."""

from __future__ import annotations

import random
import unicodedata

_GIVEN = {
    "SE": (
        "Alva Amina Arvid Astrid Bilal Bosse Cajsa Dalia David Disa Ebba Edvin Elin Elis Ella Elton Emre "
        "Fanny Felicia Folke Frans Freja Gabriel Greta Hamid Hanna Hedda Helmer Hilda Hugo Ida Idun Ines "
        "Iris Isak Ivar Jamila Jonna Josef Julia Kasper Kerstin Klara Lea Leo Lina Linus Liv Loke Lovisa "
        "Malte Mariam Matilda Melker Mio Moa Nadia Nils Noor Nora Olga Olivia Omar Otto Pelle Ronja Rut "
        "Saga Sam Selma Signe Siri Sixten Stella Svante Thea Tilde Tage Tuva Ture Valter Vera Vilda Yusuf"
    ),
    "FI": (
        "Adele Aino Aksel Alvar Amanda Anton Axel Benjamin Casper Cecilia Daniel Eira Elmer Elvi Emil Emmi "
        "Erik Estelle Fabian Filippa Fredrik Hampus Heidi Henrik Hjalmar Ilona Isabel Jasmin Joel Kim Lukas "
        "Lumi Maja Mathilda Mikael Minea Mirjam Nathalie Nea Noel Oliver Oskar Pontus Rasmus Rebecka Robin "
        "Runa Sebastian Silja Sofia Tanja Theo Tobias Tyra Vilho Viktor Wilma Yrsa Zacharias Åke"
    ),
}
_FIRST_HALF = {
    "SE": "Ask Bark Dal Fjäll Frost Gran Hag Kvarn Lav Ljung Myr Norr Rönn Sel Tall Vatten Ås Älv",
    "FI": "Back Fjärd Grann Hamn Holm Kobb Ling Mal Rev Skär Strand Svart Udd Vass Vik Ö",
}
_SECOND_HALF = {
    "SE": "felt kvist lid mo ramm ryd skog stam sved träsk tuna vaker",
    "FI": "backas bonn dahla ertz fors grund hult klint nälund sta ängen",
}


def email(name: str, domain: str) -> str:
    """`Olle Fjellström` → `olle.fjellstrom@…`: what a mail system makes of a name."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{plain.replace(' ', '.')}@{domain}"


def pupil_names(country: str, count: int, rng: random.Random) -> list[tuple[str, str]]:
    """`count` different (given, family) pairs."""
    families = [a + b for a in _FIRST_HALF[country].split() for b in _SECOND_HALF[country].split()]
    pairs = [(given, family) for given in _GIVEN[country].split() for family in families]
    return rng.sample(pairs, count)
