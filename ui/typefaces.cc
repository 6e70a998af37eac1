#include "fonts.h"
#include "ui/theme.h"

namespace trapdoor {
namespace {

// What the interface writes: Latin letters, typographic marks and arrows.
constexpr ImWchar kGlyphs[] = {0x0020, 0x007e, 0x00a0, 0x00ff, 0x2010, 0x2026, 0x2030,
                               0x203a, 0x2190, 0x2199, 0x21a9, 0x21aa, 0x2212, 0x2212,
                               0x2260, 0x2265, 0x25a0, 0x25cf, 0x2713, 0x2717, 0};

// The atlas may not free bytes that are part of the program.
ImFont* add(const EmbeddedFile& file, float size_pixels) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(file.bytes),
                                                    static_cast<int>(file.size_bytes), size_pixels, &config,
                                                    kGlyphs);
}

}  // namespace

Typefaces load_typefaces(float pixel_ratio, float zoom) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  io.FontGlobalScale = 1 / pixel_ratio;
  const float scale = pixel_ratio * zoom;
  Typefaces type;
  type.body = add(kSansFont, 14 * scale);
  type.small = add(kSansFont, 12 * scale);
  type.bold = add(kSansBoldFont, 14 * scale);
  type.title = add(kSansBoldFont, 18 * scale);
  type.mono = add(kMonoFont, 13 * scale);
  type.mono_small = add(kMonoFont, 12 * scale);
  io.FontDefault = type.body;  // the old one went with the atlas
  return type;
}

}  // namespace trapdoor
