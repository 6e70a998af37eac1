#include "ui/theme.h"

namespace trapdoor {
namespace {

constexpr ImU32 rgb(uint32_t value) {
  return IM_COL32(value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff, 0xff);
}

constexpr Theme kLight{.name = "light",
                       .zoom = 1.0F,
                       .page = rgb(0xf3f4f6),
                       .surface = rgb(0xffffff),
                       .raised = rgb(0xf7f8fa),
                       .sunken = rgb(0xeceef2),
                       .border = rgb(0xdbdfe6),
                       .text = rgb(0x1a212c),
                       .dim = rgb(0x4d5867),
                       .faint = rgb(0x667181),
                       .accent = rgb(0x1f5fbf),
                       .on_accent = rgb(0xffffff),
                       .lit = rgb(0xfff0b8),
                       .lit_ink = rgb(0x6b4e00),
                       .good = rgb(0x00765a),
                       .bad = rgb(0xb0420a),
                       .roles = {Shades{rgb(0x56b4e9), rgb(0xe4f3fd), rgb(0x0b629b)},
                                 Shades{rgb(0xe69f00), rgb(0xfdf1da), rgb(0x855600)},
                                 Shades{rgb(0xcc79a7), rgb(0xfaeaf3), rgb(0x963c70)}},
                       .traps = {Shades{rgb(0x8a95a5), rgb(0xeceef2), rgb(0x4d5867)},
                                 Shades{rgb(0x009e73), rgb(0xdff4ec), rgb(0x006b51)},
                                 Shades{rgb(0xd55e00), rgb(0xfce9dd), rgb(0xa64700)},
                                 Shades{rgb(0x0072b2), rgb(0xdfeef8), rgb(0x005f96)}},
                       .type = {}};

constexpr Theme kDark{.name = "dark",
                      .zoom = 1.0F,
                      .page = rgb(0x0e1217),
                      .surface = rgb(0x161b22),
                      .raised = rgb(0x1d242d),
                      .sunken = rgb(0x11161c),
                      .border = rgb(0x2b343f),
                      .text = rgb(0xe7ebf1),
                      .dim = rgb(0xabb6c4),
                      .faint = rgb(0x8a97a8),
                      .accent = rgb(0x78aef5),
                      .on_accent = rgb(0x0b1420),
                      .lit = rgb(0x4a3d12),
                      .lit_ink = rgb(0xffdf80),
                      .good = rgb(0x3fcfa4),
                      .bad = rgb(0xf59a63),
                      .roles = {Shades{rgb(0x56b4e9), rgb(0x15303f), rgb(0x82caf2)},
                                Shades{rgb(0xe69f00), rgb(0x382a0c), rgb(0xf2bd4f)},
                                Shades{rgb(0xcc79a7), rgb(0x3a2231), rgb(0xe6a6c9)}},
                      .traps = {Shades{rgb(0x7d899a), rgb(0x232b35), rgb(0xabb6c4)},
                                Shades{rgb(0x009e73), rgb(0x0c3328), rgb(0x43cfa5)},
                                Shades{rgb(0xd55e00), rgb(0x40210b), rgb(0xf59a63)},
                                Shades{rgb(0x0072b2), rgb(0x0d2e44), rgb(0x6cb8e8)}},
                      .type = {}};

constexpr Theme make_projector() {
  Theme theme = kLight;
  theme.name = "projector";
  theme.zoom = 1.3F;
  theme.page = rgb(0xffffff);
  theme.raised = rgb(0xf4f5f7);
  theme.border = rgb(0x9aa3b0);
  theme.text = rgb(0x000000);
  theme.dim = rgb(0x27303c);
  theme.faint = rgb(0x434d5a);
  return theme;
}
constexpr Theme kProjector = make_projector();
constexpr const Theme* kThemes[] = {&kLight, &kDark, &kProjector};

ImVec4 vec(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

void use_sizes(const Theme& theme, ImGuiStyle& style) {
  style.WindowPadding = {theme.px(12), theme.px(10)};
  style.FramePadding = {theme.px(10), theme.px(5)};
  style.ItemSpacing = {theme.px(8), theme.px(4)};
  style.ItemInnerSpacing = {theme.px(6), theme.px(4)};
  style.CellPadding = {theme.px(6), theme.px(2)};
  style.ScrollbarSize = theme.px(10);
  style.GrabMinSize = theme.px(10);
  style.WindowRounding = 0;
  style.ChildRounding = 0;
  style.FrameRounding = theme.px(5);
  style.PopupRounding = theme.px(6);
  style.ScrollbarRounding = theme.px(5);
  style.GrabRounding = theme.px(5);
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.HoverDelayShort = 0.10F;
  style.HoverDelayNormal = 0.30F;
}

}  // namespace

const Theme& find_theme(std::string_view name) {
  for (const Theme* theme : kThemes) {
    if (theme->name == name) return *theme;
  }
  return kLight;
}

void use(const Theme& theme) {
  ImGuiStyle& style = ImGui::GetStyle();
  use_sizes(theme, style);
  if (theme.name == "dark") {
    ImGui::StyleColorsDark();
  } else {
    ImGui::StyleColorsLight();
  }
  ImVec4* colours = style.Colors;
  const ImVec4 clear{0, 0, 0, 0};
  colours[ImGuiCol_Text] = vec(theme.text);
  colours[ImGuiCol_TextDisabled] = vec(theme.faint);
  colours[ImGuiCol_WindowBg] = vec(theme.page);
  colours[ImGuiCol_ChildBg] = clear;
  colours[ImGuiCol_PopupBg] = vec(theme.surface);
  colours[ImGuiCol_Border] = vec(theme.border);
  colours[ImGuiCol_FrameBg] = vec(theme.sunken);
  colours[ImGuiCol_FrameBgHovered] = vec(theme.raised);
  colours[ImGuiCol_FrameBgActive] = vec(theme.raised);
  colours[ImGuiCol_Button] = vec(theme.raised);
  colours[ImGuiCol_ButtonHovered] = vec(theme.sunken);
  colours[ImGuiCol_ButtonActive] = vec(theme.border);
  colours[ImGuiCol_Header] = vec(theme.raised);
  colours[ImGuiCol_HeaderHovered] = vec(theme.sunken);
  colours[ImGuiCol_HeaderActive] = vec(theme.border);
  colours[ImGuiCol_Separator] = vec(theme.border);
  colours[ImGuiCol_ScrollbarBg] = clear;
  colours[ImGuiCol_ScrollbarGrab] = vec(theme.border);
  colours[ImGuiCol_ScrollbarGrabHovered] = vec(theme.faint);
  colours[ImGuiCol_ScrollbarGrabActive] = vec(theme.faint);
  colours[ImGuiCol_CheckMark] = vec(theme.accent);
  colours[ImGuiCol_SliderGrab] = vec(theme.accent);
  colours[ImGuiCol_SliderGrabActive] = vec(theme.accent);
  colours[ImGuiCol_TextSelectedBg] = vec(theme.lit);
  colours[ImGuiCol_NavHighlight] = vec(theme.accent);
}

}  // namespace trapdoor
