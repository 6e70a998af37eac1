// Theme: every colour and size the interface draws with. A role has one colour everywhere, and a shape besides it.
// Models: the palette of Okabe and Ito, safe for colour-blind eyes: user sky blue, kernel orange, firmware reddish
//   purple; interrupt bluish green, exception vermillion, system call blue.
// Laws: 1. `ink` on `surface` and on its own `wash` has a contrast of at least 4.5 to 1; `fill` carries dark text.
//       2. web/style.css says the same colours; tests/ui compares the two.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "engine/machine/isa.h"
#include "engine/machine/trap.h"
#include "imgui.h"

namespace trapdoor {

struct Shades {
  ImU32 fill;  // bars, lamps, arrows
  ImU32 wash;  // a background behind text
  ImU32 ink;   // text
};

struct Typefaces {
  ImFont* small = nullptr;
  ImFont* body = nullptr;
  ImFont* bold = nullptr;
  ImFont* title = nullptr;
  ImFont* mono = nullptr;
  ImFont* mono_small = nullptr;
};

struct Theme {
  std::string_view name;  // "light", "dark", "projector"
  float zoom;             // of all type and spacing
  ImU32 page, surface, raised, sunken, border, text, dim, faint, accent, on_accent, lit, lit_ink, good, bad;
  std::array<Shades, 3> roles;  // by Role
  std::array<Shades, 4> traps;  // by TrapKind; none: a return
  Typefaces type;

  const Shades& of(Role role) const { return roles[static_cast<size_t>(role)]; }
  const Shades& of(TrapKind kind) const { return traps[static_cast<size_t>(kind)]; }
  float px(float logical) const { return logical * zoom; }
};

// The theme of that name; the light one for a name that is not known.
const Theme& find_theme(std::string_view name);

// Sets ImGui's colours and spacing.
void use(const Theme&);

// Rasterises the embedded fonts for a screen of `pixel_ratio` pixels per logical pixel, replacing those in ImGui's atlas.
// The renderer's texture must be made anew afterwards.
Typefaces load_typefaces(float pixel_ratio, float zoom);

}  // namespace trapdoor
