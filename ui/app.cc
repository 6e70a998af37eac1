#include "ui/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "imgui_internal.h"
#include "ui/figures/figures.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/panels/panels.h"
#include "ui/place.h"

namespace trapdoor {
namespace {

constexpr Tick kMostTicks = 400'000;  // in one go: some milliseconds of work even when every tick is dear
constexpr uint64_t kSlow = 30;        // ticks per second that a person can follow
constexpr double kStepSeconds = 0.6;  // that a single step is shown for

std::string_view open_lesson(const Session& session) {
  return session.lesson() == nullptr ? std::string_view() : std::string_view(session.lesson()->id);
}

}  // namespace

App::App(double (*clock)()) : clock_(clock), theme_(find_theme("light")) {
  mirror.attach();
  last_seconds_ = clock_();
}

void App::advance(double seconds) {
  const bool running = session.running();
  Tick allowed = kNever;
  if (running && session.speed() > 0) {
    owed_ticks_ = std::min(owed_ticks_ + seconds * static_cast<double>(session.speed()), 1e9);
    allowed = static_cast<Tick>(owed_ticks_);
    owed_ticks_ -= static_cast<double>(allowed);
  } else {
    owed_ticks_ = 0;
  }
  const double begin = clock_();
  const double share = std::clamp(seconds - guest_seconds_, kGuestSeconds, kMostGuestSeconds);
  double now = begin;
  while (allowed > 0 && now - begin < share) {
    const Tick part = std::min(allowed, chunk_);
    const Tick tick = session.machine().now();
    session.advance(part);
    const double took = clock_() - now;
    now += took;
    if (allowed != kNever) allowed -= part;
    if (part == chunk_)
      chunk_ = took < 0.002 ? std::min(kMostTicks, chunk_ * 2) : std::max<Tick>(1000, chunk_ / 2);
    if (!session.checking() && (!session.running() || session.machine().now() == tick)) break;
  }
  guest_seconds_ = now - begin;
}

// A phone is no projector: where there is one column, only the contrast of the projector's theme counts.
void App::fit_zoom() {
  const Theme& whole = find_theme(theme_.name);
  theme_.zoom = ImGui::GetIO().DisplaySize.x < 620 * whole.zoom ? 1.0F : whole.zoom;
}

// More ticks pass in a second than a person can follow.
bool App::fast() const { return session.running() && (session.speed() == 0 || session.speed() > kSlow); }

// At a slow speed a tick lasts until the next; a single step is shown in a moment; a jump is not shown at all.
double App::phase(double seconds) const {
  if (still_ || fast()) return 1;
  if (session.running() && session.speed() > 0) return std::clamp(owed_ticks_, 0.0, 1.0);
  return std::clamp((seconds - moved_at_) / kStepSeconds, 0.0, 1.0);
}

// What a lesson points at in a figure.
void App::ring_pointed() {
  if (last_seconds_ - state.pointer.since > 5) return;
  std::string wanted;
  for (const char* key : {"item", "word"}) {
    const auto word = state.figure_words.find(key);
    if (wanted.empty() && word != state.figure_words.end()) wanted = word->second;
  }
  if (wanted.empty()) return;
  for (const MirrorItem& item : mirror.items()) {
    if (item.group != "Figure" || item.role == "tab" || item.name.find(wanted) == std::string::npos) continue;
    ImGui::GetForegroundDrawList()->AddRect({item.rect.left - 3, item.rect.top - 3},
                                            {item.rect.right + 3, item.rect.bottom + 3}, theme_.accent,
                                            theme_.px(6), 0, theme_.px(2.5F));
    return;
  }
}

// Brings what is derived from the session up to date.
void App::observe() {
  if (!session.has_machine()) return;
  history_.update(session);
  const Machine& machine = session.machine();
  if (disassembled_ != &machine.isa()) {
    disassembled_ = &machine.isa();
    disassembler_ = std::make_unique<Disassembler>(machine.isa());
  }
  const Tick now = machine.now();
  if (moments_of_ != history_.generation()) moments_.clear();
  moments_of_ = history_.generation();
  if (fast()) {
    before_.known = false;
    last_tick_events_.clear();
    return;
  }
  const Cpu& cpu = machine.hart(machine.running_hart()).cpu;
  if (now != last_tick_) {
    moved_at_ = now == last_tick_ + 1 ? last_seconds_ : -10;
    before_.known = last_tick_ != kNever;
    before_.cpu = last_cpu_;
    last_tick_events_ = now > 0 ? session.events_of(now - 1) : std::vector<Event>{};
    last_tick_ = now;
  }
  last_cpu_ = cpu;
  const Crossing* trap = history_.last_trap(now);
  const Tick trap_tick = trap == nullptr ? kNever : trap->tick;
  if (trap_tick != anatomy_tick_) {
    last_trap_events_ = trap == nullptr ? std::vector<Event>{} : session.events_of(trap_tick);
    anatomy_tick_ = trap_tick;
  }
}

void App::frame(const Typefaces& type) {
  const double seconds = clock_();
  fit_zoom();
  theme_.type = type;
  use(theme_);
  if (session.has_machine()) advance(std::min(0.1, seconds - last_seconds_));
  last_seconds_ = seconds;
  observe();
  const double begin = clock_();
  mirror.begin_frame();
  Wishes wishes;
  const View view{
      session,           theme_, history_,       before_, moments_, disassembler_.get(), last_tick_events_,
      last_trap_events_, fast(), phase(seconds), seconds, still_};
  draw_screen(view, state, wishes, options);
  if (!options.page) shortcuts(wishes);
  ring_pointed();
  if (state.keys) draw_keys(theme_, state.keys);
  if (focus_ != 0) {  // an item that assistive technology is at
    if (const MirrorItem* item = mirror.find(focus_); item != nullptr && item->visible) {
      ImGui::GetForegroundDrawList()->AddRect({item->rect.left - 2, item->rect.top - 2},
                                              {item->rect.right + 2, item->rect.bottom + 2}, theme_.accent, 4,
                                              0, 2);
    }
  }
  mirror.end_frame();
  go_on_pressing();
  draw_seconds_.push_back(clock_() - begin);
  if (draw_seconds_.size() > 120) draw_seconds_.erase(draw_seconds_.begin(), draw_seconds_.begin() + 60);
  perform(wishes);
  const ImGuiIO& io = ImGui::GetIO();
  const bool busy = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 || io.MouseWheel != 0 || io.MouseDown[0] ||
                    io.WantTextInput || session.revision() != drawn_revision_ ||
                    seconds - state.pointer.since < 5.2;
  drawn_revision_ = session.revision();
  const bool more = wishes.animate ||
                    (session.has_machine() && !fast() && !moments_.resolve(session, wishes.moments, clock_));
  frames_left_ = busy || more ? 20 : std::max(0, frames_left_ - 1);
}

bool App::idle() const {
  return frames_left_ == 0 && !session.running() && !session.checking() &&
         session.revision() == drawn_revision_;
}

void App::perform(const Wishes& wishes) {
  for (const auto& [file, text] : wishes.edits) session.set_source(file, text);
  for (const std::string& text : wishes.commands) command(text);
  for (const std::string& place : wishes.places) point_at(place);
}

void App::opened() {
  forget_moment();
  state.open_words.clear();
  state.anatomy = {};
  state.source = {};
  state.memory = {};
  state.stack = {};
  state.watch.seen.clear();
  state.traps.filter.clear();
  state.traps.field.clear();
  state.console_seen = 0;
  state.console_text.clear();
  state.hints = 0;
  const Lesson* lesson = session.lesson();
  if (lesson == nullptr) return;
  for (auto it = lesson->panels.rbegin(); it != lesson->panels.rend(); ++it) {
    if (find_figure(*it) != nullptr) state.figure = *it;
    if (*it == "registers" || *it == "control") state.side_tab = *it;
    if (find_panel(*it) != nullptr) state.tab = *it;
  }
  // A page shows these itself, so what it opens with is the first tab.
  if (options.page && (state.tab == "source" || state.tab == "editor" || state.tab == "lesson"))
    state.tab.clear();
  state.column_tab = state.figure;
}

// What was derived from the moment shown, when another machine takes its place.
void App::forget_moment() {
  last_tick_ = anatomy_tick_ = kNever;
  last_trap_events_.clear();
  last_tick_events_.clear();
  before_.known = false;
  state.timeline.fit = true;
  frames_left_ = 20;
}

CommandResult App::command(std::string_view text) {
  const CommandResult result = session.apply(text);
  failure_ = result.ok ? CommandResult{} : result;
  const std::string_view verb = text.substr(0, text.find(' '));
  if (result.ok && (verb == "build" || verb == "restart" || verb == "solution")) {
    forget_moment();
  }
  frames_left_ = 20;
  return result;
}

void App::shortcuts(Wishes& wishes) {
  if (ImGui::GetIO().WantTextInput || ImGui::IsAnyItemActive()) return;
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  if (!context.NavDisableHighlight && mirror.find(context.NavId) != nullptr &&
      mirror.find(context.NavId)->role == "separator") {
    return;  // its arrow keys move it
  }
  for (const KeyRow& row : key_rows()) {
    if (!ImGui::IsKeyPressed(row.key) || ImGui::GetIO().KeyShift != row.shift) continue;
    if (row.command == "keys") {
      state.keys = !state.keys;
    } else if (row.command == "run") {
      wishes.commands.emplace_back(session.running() ? "pause" : "run");
    } else {
      wishes.commands.emplace_back(row.command);
    }
  }
}

void App::point_at(std::string_view text) {
  const LinkPlace place = parse_place(text);
  state.figure_words.clear();
  frames_left_ = 20;
  if (place.kind == "figure") {
    if (find_figure(place.name) == nullptr) return;
    state.figure = place.name;
    state.column_tab = place.name;
    state.figure_words = place.words;
    if (const auto step = place.words.find("step"); step != place.words.end())
      state.anatomy = {anatomy_tick_, std::atoi(step->second.c_str()), 0, false};
  } else if (place.kind == "panel") {
    if (find_panel(place.name) == nullptr) return;
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
  pointer = {place.name, word("word"), word("field"), word("line"), word("at"), -1, clock_()};
  if (!word("bit").empty()) pointer.bit = std::atoi(word("bit").c_str());
  if (place.name == "memory" && !word("at").empty()) {
    state.memory.address = std::strtoull(word("at").c_str(), nullptr, 0) & ~uint64_t{15};
    state.memory.placed = true;
    state.memory.is_virtual = false;
  }
  const WordRow* row = session.has_machine() ? find_word(session.machine().isa(), pointer.word) : nullptr;
  if (row != nullptr) {  // words live in one of two panels; either name finds them
    pointer.panel = row->group == WordGroup::control ? "control" : "registers";
    state.side_tab = pointer.panel;
  }
}

// ImGui acts only on what is in sight: an item that is not is scrolled to, and pressed in a later frame.
void App::press(ImGuiID id) {
  const MirrorItem* item = mirror.find(id);
  if (item == nullptr || item->visible) return ImGui::ActivateItemByID(id);
  mirror.reveal(id);
  pressing_ = {id, 5};
}

void App::go_on_pressing() {
  if (pressing_.frames == 0) return;
  const MirrorItem* item = mirror.find(pressing_.id);
  --pressing_.frames;
  if (item == nullptr || !item->visible) return;
  ImGui::ActivateItemByID(pressing_.id);
  pressing_ = {};
}

CommandResult App::interface(std::string_view text) {
  const size_t space = std::min(text.find(' '), text.size());
  const std::string_view verb = text.substr(0, space);
  const std::string rest(text.substr(std::min(text.size(), space + 1)));
  frames_left_ = 20;
  if (verb == "theme") {
    theme_ = find_theme(rest);
    fit_zoom();
    return {theme_.name == rest,
            theme_.name == rest ? "" : "no theme '" + rest + "'; there are light, dark, projector"};
  }
  if (verb == "place") {
    point_at(rest);
    return {};
  }
  if (verb == "page") {
    options.page = rest == "on";
    return {};
  }
  if (verb == "still") {
    still_ = rest == "on";
    return {};
  }
  if (verb == "keys") {
    state.keys = !state.keys;
    return {};
  }
  if (verb == "panels") {
    options.only = split_words(rest, ',');
    return {};
  }
  if (verb == "click" || verb == "focus") {
    const ImGuiID id = static_cast<ImGuiID>(std::strtoul(rest.c_str(), nullptr, 10));
    if (verb == "click") press(id);
    if (verb == "focus") mirror.reveal(focus_ = id);
    return {};
  }
  if (verb == "reveal") {
    mirror.reveal(static_cast<ImGuiID>(std::strtoul(rest.c_str(), nullptr, 10)));
    return {};
  }
  if (verb == "enter") {
    const size_t gap = std::min(rest.find(' '), rest.size());
    const ImGuiID id = static_cast<ImGuiID>(std::strtoul(rest.c_str(), nullptr, 10));
    state.entered[id] = rest.substr(std::min(rest.size(), gap + 1));
    return {};
  }
  if (verb == "typing") {
    const size_t gap = std::min(rest.find(' '), rest.size());
    const ImGuiID id = static_cast<ImGuiID>(std::strtoul(rest.c_str(), nullptr, 10));
    state.now_typed[id] = rest.substr(std::min(rest.size(), gap + 1));
    return {};
  }
  if (verb == "nudge") {
    unsigned id = 0;
    float distance = 0;
    if (std::sscanf(rest.c_str(), "%u %f", &id, &distance) == 2) state.nudged[id] += distance;
    return {};
  }
  if (verb == "pinch") {
    float x = 0, factor = 1, pan = 0;
    if (std::sscanf(rest.c_str(), "%f %f %f", &x, &factor, &pan) == 3 && factor > 0) {
      state.timeline.pinch *= factor;
      state.timeline.pinch_x = x;
      state.timeline.pan += pan;
    }
    return {};
  }
  if (verb == "watch" || verb == "unwatch") {
    auto& items = state.watch.items;
    std::erase(items, rest);
    if (verb == "watch") items.push_back(rest);
    return {};
  }
  if (verb == "breakpoint") return toggle_breakpoint(rest);
  if (verb == "layout") {
    read_layout(state, rest, open_lesson(session));
    return {};
  }
  return {false, fmt::format("no interface command '{}'", verb)};
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

double App::frame_seconds() const {
  if (draw_seconds_.empty()) return 0;
  std::vector<double> sorted = draw_seconds_;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                   sorted.end());
  return sorted[sorted.size() / 2];
}

}  // namespace trapdoor
