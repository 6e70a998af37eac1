#include <fmt/format.h>

#include <algorithm>

#include "engine/session/match.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

struct Watched {
  bool known = false;
  std::optional<uint64_t> value;  // nullopt: no memory there
  std::string where, help;
  bool is_word = false;
};

bool is_access_size(uint64_t size) { return size == 1 || size == 2 || size == 4 || size == 8; }

// A register, or memory at a label, a device register or a number; ",4" after it says how many bytes.
Watched look_up(const View& view, const std::string& item) {
  Watched out;
  const WordRow* word = find_word(view.isa(), item);
  if (word != nullptr && word->group != WordGroup::hidden) {
    out.known = out.is_word = true;
    out.value = view.read(word->word);
    out.help = with_writers(word->help, writers_of(view, word->name));
    return out;
  }
  const size_t comma = std::min(item.find(','), item.size());
  const auto place = find_address(item.substr(0, comma), view.machine(), &view.program());
  if (!place) return out;
  uint64_t size = is_access_size(place->size) ? place->size : 8;
  if (comma < item.size()) {
    const std::string digits = item.substr(comma + 1);
    size = digits.size() == 1 && digits[0] >= '1' && digits[0] <= '8' ? static_cast<uint64_t>(digits[0] - '0')
                                                                      : 0;
    if (!is_access_size(size)) return out;
  }
  out.known = true;
  out.where = fmt::format("{}, {} byte{}", hex(place->address), size, size == 1 ? "" : "s");
  out.help = with_writers("Memory as the program sees it now.",
                          place->device_register ? "" : memory_writers(view, place->address, true));
  out.value = shown_word(view, place->address, static_cast<int>(size), !place->device_register);
  return out;
}

// Remembers what the value was at the moment a person looked at before this one.
bool has_changed(const View& view, WatchState::Seen& seen, std::optional<uint64_t> value) {
  const Tick now = view.machine().now();
  if (seen.tick != now) {
    seen.before = seen.tick == kNever || view.session.running() ? value : seen.now;
    seen.tick = now;
  }
  seen.now = value;
  return seen.before != value;
}

// What can be done with one watched thing.
void watch_buttons(const View& view, const std::string& item, bool known, Wishes& wishes, bool& remove) {
  const Theme& theme = view.theme;
  const std::string place = item.substr(0, item.find(','));
  if (text_button(theme, "Who wrote?", "Who wrote it last: the answer comes as a tick.") && known)
    wishes.commands.push_back("who-wrote " + place);
  mirror().describe("button", "Who wrote " + item);
  ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "Who reads next?", "Who reads it next, if the run goes on as it is.") && known)
    wishes.commands.push_back("who-reads " + place);
  mirror().describe("button", "Who reads " + item);
  ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "Remove", "Watch this no more.")) remove = true;
  mirror().describe("button", "Remove " + item);
}

void watch_row(const View& view, UiState& ui, const std::string& item, Wishes& wishes, bool& remove) {
  const Theme& theme = view.theme;
  const Watched watched = look_up(view, item);
  const bool changed = has_changed(view, ui.watch.seen[item], watched.value);
  const float width = ImGui::GetContentRegionAvail().x, buttons = theme.px(310);
  const bool beside = width > buttons + theme.px(280);  // else the buttons have a line of their own
  const std::string value = !watched.known  ? "no such name here"
                            : watched.value ? hex(*watched.value)
                                            : "nothing answers";
  std::string also = watched.value && *watched.value >= 10 && *watched.value < 1'000'000'000
                         ? with_commas(*watched.value)
                         : "";
  if (watched.value && also.empty())
    also = watched.is_word ? word_name(view.machine(), view.program(), item, *watched.value)
                           : value_name(view.machine(), view.program(), *watched.value);
  ImGui::PushID(item.c_str());
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({low.x, low.y + theme.px(4)});
  value_row(view, item, value, also, watched.help + (watched.where.empty() ? "" : "\n" + watched.where),
            theme.px(140), beside ? width - buttons : width,
            {changed, false, !watched.value || *watched.value == 0});
  const float below = beside ? 0 : theme.px(28);
  ImGui::SetCursorScreenPos({beside ? low.x + width - buttons + theme.px(6) : low.x, low.y + below});
  watch_buttons(view, item, watched.known, wishes, remove);
  ImGui::SetCursorScreenPos({low.x, low.y + below + theme.px(beside ? 30 : 38)});
  ImGui::PopID();
}

// What the last question about a writer or reader was answered.
std::string last_answer(const CommandLog& log) {
  for (auto command = log.commands().rbegin(); command != log.commands().rend(); ++command) {
    if (!command->text.starts_with("who-")) continue;
    return command->text + ": " + (command->going_on ? "looking…" : command->answer);
  }
  return {};
}

}  // namespace

void draw_watch(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  WatchState& state = ui.watch;
  if (completing_input(view, ui, "Watch", "register, label, or address,bytes", "who-wrote ", state.field,
                       std::min(theme.px(320), ImGui::GetContentRegionAvail().x))) {
    if (look_up(view, state.field).known) {
      if (std::find(state.items.begin(), state.items.end(), state.field) == state.items.end())
        state.items.push_back(state.field);
      state.field.clear();
      state.error.clear();
    } else {
      state.error = fmt::format(
          "`{}` is no register, label or address of this program. Bytes after a comma are 1, 2, 4 or 8.",
          state.field);
    }
  }
  const float width = ImGui::GetContentRegionAvail().x;
  auto note = [&](const char* id, std::string_view name, const std::string& text, ImU32 ink) {
    if (text.empty()) return;
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float height = text_wrapped(theme.type.small, {low.x, low.y + theme.px(2)}, ink, text, width);
    hot_spot(id, low, {low.x + width, low.y + height}, "status", name, text);
    ImGui::Dummy({width, height + theme.px(6)});
  };
  note("error", "What is wrong", state.error, theme.bad);
  ImGui::BeginChild("list");
  if (state.items.empty()) {
    empty_note(theme,
               "Nothing is watched. Type a register (a0, sepc), a label of the program, or an address.");
  }
  std::string removed;
  for (const std::string& item : state.items) {
    bool remove = false;
    watch_row(view, ui, item, wishes, remove);
    if (remove) removed = item;
  }
  if (!removed.empty()) std::erase(state.items, removed);
  if (!state.items.empty()) note("answer", "Answer", last_answer(ui.log), theme.dim);
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
}

}  // namespace trapdoor
