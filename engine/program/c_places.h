// CPlaces: the place of what is wrong where the compiler noticed it late: what is begun and not ended, a goto without a label, a
// line without a column.
#pragma once
#include <string_view>

#include "engine/base/diagnostic.h"

namespace trapdoor {

// `text` is the source that the diagnostic, already in our words, is about.
void find_place(std::string_view text, Diagnostic&);

}  // namespace trapdoor
