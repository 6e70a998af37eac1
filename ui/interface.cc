// App's interface commands: what a page, a lesson's link or a test does to the screen.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "ui/app.h"
#include "ui/figures/figures.h"
#include "ui/layout.h"
#include "ui/panels/panels.h"
#include "ui/place.h"

namespace trapdoor {
namespace {

std::string_view open_lesson(const Session& session) {
  return session.lesson() == nullptr ? std::string_view() : std::string_view(session.lesson()->id);
}

// "123 and the rest"
struct IdAndText {
  explicit IdAndText(const std::string& words)
      : id(static_cast<ImGuiID>(std::strtoul(words.c_str(), nullptr, 10))),
        text(words.substr(std::min(words.size(), words.find(' ')))) {
    if (!text.empty()) text.erase(0, 1);
  }
  ImGuiID id;
  std::string text;
};

}  // namespace

CommandResult App::point_at(std::string_view text) {
  const LinkPlace place = parse_place(text);
  state.figure_words.clear();
  frames_left_ = 20;
  if (place.kind == "figure") {
    const FigureRow* figure = find_figure(place.name);
    if (figure == nullptr) return {false, fmt::format("no figure '{}'", place.name)};
    state.figure = figure->name;
    state.column_tab = figure->name;
    state.figure_words = place.words;
    if (const auto step = place.words.find("step"); step != place.words.end()) {
      state.anatomy = {};
      state.anatomy.tick = anatomy_tick_;
      state.anatomy.shown = std::atoi(step->second.c_str());
    }
  } else if (place.kind == "panel") {
    if (find_panel(place.name) == nullptr) return {false, fmt::format("no panel '{}'", place.name)};
    const bool elsewhere = place.name == "timeline" || place.name == "lesson" || place.name == "editor";
    const bool at_side = place.name == "registers" || place.name == "control";
    if (at_side) state.side_tab = place.name;
    if (!at_side && !elsewhere) state.tab = place.name;
    state.column_tab = place.name;
  } else if (place.kind == "source") {
    state.source.file = place.name;
    state.tab = "source";
    state.column_tab = "source";
  }
  auto word = [&](const char* name) {
    auto it = place.words.find(name);
    return it == place.words.end() ? std::string() : it->second;
  };
  Pointer& pointer = state.pointer;
  pointer = {place.name, word("word"), word("field"), word("line"), std::nullopt, -1, clock_()};
  if (!word("bit").empty()) pointer.bit = std::atoi(word("bit").c_str());
  mirror.point();
  CommandResult result = point_at_address(place);
  if (place.name == "watch" && result.ok) {
    for (const char* name : {"at", "word"}) {
      if (!word(name).empty()) watch(word(name));
    }
  }
  const WordRow* row = session.has_machine() ? find_word(session.machine().isa(), pointer.word) : nullptr;
  if (row != nullptr && place.name != "watch") {  // words live in one of two panels; either name finds them
    pointer.panel = row->group == WordGroup::control ? "control" : "registers";
    state.side_tab = pointer.panel;
  }
  return result;
}

void App::watch(const std::string& item) {
  std::erase(state.watch.items, item);
  state.watch.items.push_back(item);
}

// `at` is an address as programs use it, `physical` a place in memory. Both are said as in a Match, and `at` of a device's
// register is no program's business either.
CommandResult App::point_at_address(const LinkPlace& place) {
  if (!session.has_machine()) return {};
  const Machine& machine = session.machine();
  for (const std::string key : {"at", "physical"}) {
    const auto text = place.words.find(key);
    if (text == place.words.end()) continue;
    Diagnostic error;
    const auto found = find_address(text->second, machine, &session.program(), error);
    if (!found) return {false, error.message};
    const bool is_virtual =
        key == "at" && !found->device_register && through_page_table(machine, found->address);
    state.pointer.address = found->address;
    if (place.kind == "figure") state.figure_words[key] = fmt::format("{:#x}", found->address);
    if (place.name == "memory") state.memory.go(found->address, is_virtual);
    if (place.name == "page-table") {
      state.page_table.address = found->address;
      state.page_table.follow_pc = false;
      state.page_table.seek = true;
    }
  }
  return {};
}

CommandResult App::interface(std::string_view text) {
  struct Verb {
    std::string_view name;
    CommandResult (*act)(App&, const std::string& rest);
  };
  using Rest = const std::string&;
  static constexpr Verb kVerbs[] = {
      {"theme",
       [](App& app, Rest name) -> CommandResult {
         app.theme_ = find_theme(name);
         app.fit_zoom();
         if (app.theme_.name == name) return {};
         return {false, fmt::format("no theme '{}'; there are light, dark, projector", name)};
       }},
      {"place",
       [](App& app, Rest place) {
         CommandResult result = app.point_at(place);
         if (!result.ok) app.say(result.message);
         return result;
       }},
      {"page", [](App& app, Rest on) { return app.options.page = on == "on", CommandResult{}; }},
      {"still", [](App& app, Rest on) { return app.still_ = on == "on", CommandResult{}; }},
      {"keys", [](App& app, Rest) { return app.state.keys = !app.state.keys, CommandResult{}; }},
      {"panels",
       [](App& app, Rest names) { return app.options.only = split_words(names, ','), CommandResult{}; }},
      {"click", [](App& app, Rest id) { return app.press(IdAndText(id).id), CommandResult{}; }},
      {"focus", [](App& app, Rest id) { return app.mirror.focus(IdAndText(id).id), CommandResult{}; }},
      {"slide",
       [](App& app, Rest rest) {
         const IdAndText slider(rest);
         app.mirror.slide(slider.id, std::strtoull(slider.text.c_str(), nullptr, 10));
         return CommandResult{};
       }},
      {"reveal", [](App& app, Rest id) { return app.mirror.reveal(IdAndText(id).id), CommandResult{}; }},
      {"enter",
       [](App& app, Rest rest) {
         const IdAndText line(rest);
         app.state.entered[line.id] = line.text;
         return CommandResult{};
       }},
      {"typing",
       [](App& app, Rest rest) {
         const IdAndText line(rest);
         app.state.now_typed[line.id] = line.text;
         return CommandResult{};
       }},
      {"nudge",
       [](App& app, Rest rest) {
         const IdAndText splitter(rest);
         app.state.nudged[splitter.id] += std::strtof(splitter.text.c_str(), nullptr);
         return CommandResult{};
       }},
      {"pinch",
       [](App& app, Rest rest) {
         float x = 0, factor = 1, pan = 0;
         if (std::sscanf(rest.c_str(), "%f %f %f", &x, &factor, &pan) == 3 && factor > 0) {
           app.state.timeline.pinch *= factor;
           app.state.timeline.pinch_x = x;
           app.state.timeline.pan += pan;
         }
         return CommandResult{};
       }},
      {"watch",
       [](App& app, Rest item) {
         app.watch(item);
         return CommandResult{};
       }},
      {"unwatch",
       [](App& app, Rest item) { return std::erase(app.state.watch.items, item), CommandResult{}; }},
      {"breakpoint", [](App& app, Rest place) { return app.toggle_breakpoint(place); }},
      {"layout",
       [](App& app, Rest layout) {
         read_layout(app.state, layout, open_lesson(app.session));
         return CommandResult{};
       }},
  };
  frames_left_ = 20;
  const size_t space = std::min(text.find(' '), text.size());
  const std::string rest(text.substr(std::min(text.size(), space + 1)));
  for (const Verb& verb : kVerbs) {
    if (verb.name == text.substr(0, space)) return verb.act(*this, rest);
  }
  return {false, fmt::format("no interface command '{}'", text.substr(0, space))};
}

// "12 kernel.S"
CommandResult App::toggle_breakpoint(const std::string& text) {
  if (!session.has_machine()) return {false, "there is no machine"};
  const size_t gap = std::min(text.find(' '), text.size());
  const std::string file = text.substr(std::min(text.size(), gap + 1));
  const auto line = static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
  const std::optional<uint64_t> address = session.program().address_of(file, line);
  if (!address) return {false, "no instruction comes from this line"};
  const std::string match = fmt::format("exec pc=0x{:x}", *address);
  for (const Stopper& stopper : session.stoppers()) {
    if (stopper.match.text() == match) return command(fmt::format("unbreak {}", stopper.id));
  }
  return command("break " + match);
}

std::string App::layout() const { return layout_text(state, open_lesson(session)); }

}  // namespace trapdoor
