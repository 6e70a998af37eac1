#include "ui/mirror.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {

void role_shape(ImDrawList* list, const Theme& theme, Role role, ImVec2 centre, float radius) {
  const ImU32 colour = theme.of(role).fill;
  switch (role) {
    case Role::user:
      list->AddCircleFilled(centre, radius, colour, 24);
      break;
    case Role::kernel:
      list->AddRectFilled({centre.x - radius * 0.9F, centre.y - radius * 0.9F},
                          {centre.x + radius * 0.9F, centre.y + radius * 0.9F}, colour, radius * 0.25F);
      break;
    case Role::firmware: {
      const float r = radius * 1.15F;
      list->AddQuadFilled({centre.x, centre.y - r}, {centre.x + r, centre.y}, {centre.x, centre.y + r},
                          {centre.x - r, centre.y}, colour);
      break;
    }
  }
}

void trap_shape(ImDrawList* list, const Theme& theme, TrapKind kind, ImVec2 centre, float radius) {
  const ImU32 colour = theme.of(kind).fill;
  const float r = radius;
  switch (kind) {
    case TrapKind::interrupt:
      list->AddTriangleFilled({centre.x, centre.y - r}, {centre.x + r, centre.y + r * 0.8F},
                              {centre.x - r, centre.y + r * 0.8F}, colour);
      break;
    case TrapKind::exception: {
      const float q = r * 0.8F;
      list->AddLine({centre.x - q, centre.y - q}, {centre.x + q, centre.y + q}, colour, r * 0.55F);
      list->AddLine({centre.x - q, centre.y + q}, {centre.x + q, centre.y - q}, colour, r * 0.55F);
      break;
    }
    case TrapKind::syscall:
      list->AddCircle(centre, r * 0.8F, colour, 16, r * 0.45F);
      break;
    case TrapKind::none:
      list->AddLine({centre.x + r * 0.8F, centre.y}, {centre.x - r * 0.6F, centre.y}, colour, r * 0.35F);
      list->AddTriangleFilled({centre.x - r, centre.y}, {centre.x - r * 0.1F, centre.y - r * 0.7F},
                              {centre.x - r * 0.1F, centre.y + r * 0.7F}, colour);
      break;
  }
}

std::string_view role_word(Role role) {
  constexpr std::string_view kWords[] = {"USER", "KERNEL", "FIRMWARE"};
  return kWords[static_cast<size_t>(role)];
}

std::string_view kind_word(TrapKind kind) {
  constexpr std::string_view kWords[] = {"return", "interrupt", "exception", "system call"};
  return kWords[static_cast<size_t>(kind)];
}

void mode_lamp(const Theme& theme, const ModeRow& mode) {
  const std::string_view word = role_word(mode.role);
  const float height = theme.px(30);
  const float width = theme.px(30) + text_size(theme.type.bold, word).x + theme.px(14);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + width, low.y + height};
  hot_spot("mode", low, high, "status", "Mode", mode.name);
  explain_item(theme, word, "The mode the processor is in, lit in the colour this role has everywhere.",
               mode.name);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high, theme.of(mode.role).wash, height / 2);
  list->AddRect(low, high, theme.of(mode.role).fill, height / 2, 0, theme.px(1.5F));
  role_shape(list, theme, mode.role, {low.x + height / 2 + theme.px(1), low.y + height / 2}, theme.px(6));
  text_at(theme.type.bold, {low.x + theme.px(28), low.y + (height - line_height(theme.type.bold)) / 2},
          theme.of(mode.role).ink, word);
  ImGui::Dummy({width, height});
}

void off_lamp(const Theme& theme, uint64_t exit_code) {
  const std::string word = "OFF";
  const float height = theme.px(30);
  const float width = theme.px(30) + text_size(theme.type.bold, word).x + theme.px(14);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + width, low.y + height};
  const std::string value = "off, exit code " + std::to_string(exit_code);
  hot_spot("mode", low, high, "status", "Mode", value);
  explain_item(theme, word, "The program switched the machine off. Go back in time, or start again.", value);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRect(low, high, theme.dim, height / 2, 0, theme.px(1.5F));
  list->AddCircle({low.x + height / 2 + theme.px(1), low.y + height / 2}, theme.px(5), theme.dim, 0,
                  theme.px(1.5F));
  text_at(theme.type.bold, {low.x + theme.px(28), low.y + (height - line_height(theme.type.bold)) / 2},
          theme.dim, word);
  ImGui::Dummy({width, height});
}

}  // namespace trapdoor
