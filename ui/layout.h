// Layout: what of the interface outlives a reload, as one line of text: sizes, which tabs are open, what is watched.
// "side=360 stage=0.560 of=05-timer figure=gates tab=watch watch=counter,4 watch=sp"
// Laws: 1. Who reads it takes what is known and makes sense, and leaves out the rest: older and newer lines do no harm.
//       2. Tabs and watched words belong to what was open (`of`): another lesson does not get them.
#pragma once
#include <string>
#include <string_view>

#include "ui/state.h"

namespace trapdoor {

// `of`: the open lesson's id, or "".
std::string layout_text(const UiState&, std::string_view of);
void read_layout(UiState&, std::string_view text, std::string_view of);

}  // namespace trapdoor
