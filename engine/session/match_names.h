// Match names: every word that may stand after a key of a Match, with its help; what completion offers and hints list.
#pragma once
#include <string>
#include <vector>

#include "engine/session/match.h"

namespace trapdoor {

// In the order to be shown; empty where any number or text may stand. Without a program no labels are known.
std::vector<Candidate> words_for(MatchKey key, const Machine&, const Program*);

// "a, b, c", as a hint lists them; of very many the first.
std::string list_of(const std::vector<Candidate>& words);

// Whether the key means something for this kind.
bool takes(const MatchKindRow& kind, MatchKey key);

}  // namespace trapdoor
