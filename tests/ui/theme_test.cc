// The palette: contrast that people can read, and the same colours in the page's style sheet.

#include "ui/theme.h"

#include <cmath>
#include <map>

#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

double channel(ImU32 colour, int shift) {
  const double value = static_cast<double>(colour >> shift & 0xff) / 255;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(ImU32 colour) {
  return 0.2126 * channel(colour, IM_COL32_R_SHIFT) + 0.7152 * channel(colour, IM_COL32_G_SHIFT) +
         0.0722 * channel(colour, IM_COL32_B_SHIFT);
}

// WCAG 2.1, 1.4.3.
double contrast(ImU32 a, ImU32 b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

std::string css(ImU32 colour) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", colour >> IM_COL32_R_SHIFT & 0xff,
                colour >> IM_COL32_G_SHIFT & 0xff, colour >> IM_COL32_B_SHIFT & 0xff);
  return text;
}

// "--name: #rrggbb" of one rule.
std::map<std::string, std::string> css_colours(const std::string& sheet, const std::string& selector) {
  std::map<std::string, std::string> colours;
  const size_t begin = sheet.find(selector + " {");
  const std::string rule = sheet.substr(begin, sheet.find('}', begin) - begin);
  for (size_t at = rule.find("--"); at != std::string::npos; at = rule.find("--", at + 2)) {
    const size_t colon = rule.find(':', at);
    if (rule.compare(colon + 2, 1, "#") == 0)
      colours[rule.substr(at + 2, colon - at - 2)] = rule.substr(colon + 2, 7);
  }
  return colours;
}

class EveryTheme : public testing::TestWithParam<const char*> {};

TEST_P(EveryTheme, CanBeRead) {
  const Theme& theme = find_theme(GetParam());
  EXPECT_EQ(theme.name, GetParam());
  for (ImU32 ground : {theme.page, theme.surface, theme.raised, theme.sunken}) {
    for (ImU32 ink : {theme.text, theme.dim})
      EXPECT_GE(contrast(ink, ground), 4.5) << css(ink) << " on " << css(ground);
  }
  EXPECT_GE(contrast(theme.faint, theme.surface), 4.5);
  EXPECT_GE(contrast(theme.lit_ink, theme.lit), 4.5);
  EXPECT_GE(contrast(theme.on_accent, theme.accent), 4.5);
  EXPECT_GE(contrast(theme.accent, theme.surface), 4.5);
  EXPECT_GE(contrast(theme.good, theme.surface), 4.5);
  EXPECT_GE(contrast(theme.bad, theme.surface), 4.5);
  for (const auto* shades : {&theme.roles[0], &theme.roles[1], &theme.roles[2], &theme.traps[0],
                             &theme.traps[1], &theme.traps[2], &theme.traps[3]}) {
    EXPECT_GE(contrast(shades->ink, shades->wash), 4.5) << css(shades->ink) << " on " << css(shades->wash);
    EXPECT_GE(contrast(shades->ink, theme.surface), 4.5) << css(shades->ink);
  }
}

INSTANTIATE_TEST_SUITE_P(Themes, EveryTheme, testing::Values("light", "dark", "projector"));

TEST(Theme, PageHasTheSameColours) {
  const std::string sheet = read_file(test::source_folder() / "web/style.css");
  for (const auto& [name, selector] :
       {std::pair{"light", "\n.app"}, std::pair{"dark", ".app[data-theme=\"dark\"]"}}) {
    const Theme& theme = find_theme(name);
    auto colours = css_colours(sheet, selector);
    const std::pair<const char*, ImU32> wanted[] = {{"page", theme.page},
                                                    {"surface", theme.surface},
                                                    {"raised", theme.raised},
                                                    {"sunken", theme.sunken},
                                                    {"border", theme.border},
                                                    {"text", theme.text},
                                                    {"dim", theme.dim},
                                                    {"faint", theme.faint},
                                                    {"accent", theme.accent},
                                                    {"on-accent", theme.on_accent},
                                                    {"lit", theme.lit},
                                                    {"lit-ink", theme.lit_ink},
                                                    {"good", theme.good},
                                                    {"bad", theme.bad},
                                                    {"user-wash", theme.of(Role::user).wash},
                                                    {"user-ink", theme.of(Role::user).ink},
                                                    {"kernel-wash", theme.of(Role::kernel).wash},
                                                    {"kernel-ink", theme.of(Role::kernel).ink},
                                                    {"firmware-wash", theme.of(Role::firmware).wash},
                                                    {"firmware-ink", theme.of(Role::firmware).ink},
                                                    {"interrupt-ink", theme.of(TrapKind::interrupt).ink},
                                                    {"exception-ink", theme.of(TrapKind::exception).ink},
                                                    {"syscall-ink", theme.of(TrapKind::syscall).ink}};
    for (const auto& [property, colour] : wanted)
      EXPECT_EQ(colours[property], css(colour)) << name << " --" << property;
  }
  auto light = css_colours(sheet, "\n.app");
  EXPECT_EQ(light["user"], css(find_theme("light").of(Role::user).fill));
  EXPECT_EQ(light["kernel"], css(find_theme("light").of(Role::kernel).fill));
  EXPECT_EQ(light["firmware"], css(find_theme("light").of(Role::firmware).fill));
}

}  // namespace
}  // namespace trapdoor
