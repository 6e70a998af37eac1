// Prose view: a prose tree as ImGui text, for the desktop; links act.
#pragma once
#include "ui/prose.h"
#include "ui/view.h"

namespace trapdoor {

// Draws as wide as the window allows.
void draw_prose(const Theme&, const ProseNode&, Wishes&);
// What a link does: "do:step" becomes a command, "panel:..." a place.
void follow(std::string_view target, Wishes&);

}  // namespace trapdoor
