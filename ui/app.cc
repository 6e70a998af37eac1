#include "ui/app.h"

#include <algorithm>

#include "imgui_internal.h"
#include "ui/figures/figures.h"
#include "ui/keys.h"
#include "ui/panels/panels.h"

namespace trapdoor {
namespace {

// In one go: some milliseconds of work even when every tick is dear, and no more events than the session keeps when every
// tick is a trap.
constexpr Tick kMostTicks = 200'000;
constexpr uint64_t kSlow = 30;        // ticks per second that a person can follow
constexpr double kStepSeconds = 0.6;  // that a single step is shown for

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
    if (session.has_machine()) history_.update(session);  // its events are not kept for ever
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
  const size_t crossings = history_.at(now);
  const Tick tick = crossings == 0 ? kNever : history_.crossings()[crossings - 1].tick;
  if (tick != anatomy_tick_) {
    last_crossing_events_ = tick == kNever ? std::vector<Event>{} : session.events_of(tick, 1, Detail::reads);
    anatomy_tick_ = tick;
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
  state.log.settle(session);
  message_.update(session, seconds);
  fingers_.frame(mirror);
  const double begin = clock_();
  mirror.begin_frame();
  Wishes wishes;
  const View view{session,
                  theme_,
                  history_,
                  before_,
                  moments_,
                  disassembler_.get(),
                  last_tick_events_,
                  last_crossing_events_,
                  fast(),
                  phase(seconds),
                  seconds,
                  still_};
  draw_screen(view, state, wishes, options);
  if (!options.page) shortcuts(wishes);
  ring_pointed();
  if (!options.page) message_.draw(theme_);
  if (state.keys) draw_keys(theme_, state.keys);
  if (mirror.focused() != 0) {
    if (const MirrorItem* item = mirror.find(mirror.focused()); item != nullptr && item->visible) {
      ImGui::GetForegroundDrawList()->AddRect({item->rect.left - 2, item->rect.top - 2},
                                              {item->rect.right + 2, item->rect.bottom + 2}, theme_.accent, 4,
                                              0, 2);
    }
  }
  mirror.end_frame();
  pressed_ = false;
  go_on_pressing();
  draw_seconds_.push_back(clock_() - begin);
  if (draw_seconds_.size() > 120) draw_seconds_.erase(draw_seconds_.begin(), draw_seconds_.begin() + 60);
  perform(wishes);
  const ImGuiIO& io = ImGui::GetIO();
  const bool busy = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 || io.MouseWheel != 0 || io.MouseDown[0] ||
                    io.WantTextInput || session.revision() != drawn_revision_ ||
                    seconds - state.pointer.since < 5.2 || !message_.text().empty();
  drawn_revision_ = session.revision();
  if (!wishes.moment_words.empty()) moments_.keep(wishes.moment_words);
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
  for (const std::string& text : wishes.interface) interface(text);
  for (const std::string& place : wishes.places) interface("place " + place);
}

void App::opened() {
  forget_moment();
  state.open_words.clear();
  state.anatomy = {};
  state.source = {};
  state.edited_file.clear();
  state.memory = {};
  state.stack = {};
  state.watch.seen.clear();
  state.changes = {};
  state.log = {};
  state.traps.filter.clear();
  state.traps.field.clear();
  state.console_seen = 0;
  state.console_text.clear();
  state.hints = 0;
  const Lesson* lesson = session.lesson();
  if (lesson == nullptr) return;
  for (auto it = lesson->panels.rbegin(); it != lesson->panels.rend(); ++it) {
    if (const FigureRow* figure = find_figure(*it)) state.figure = figure->name;
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
  last_crossing_events_.clear();
  last_tick_events_.clear();
  before_.known = false;
  state.timeline.fit = true;
  frames_left_ = 20;
}

CommandResult App::command(std::string_view text) {
  CommandResult result = session.apply(text);
  state.log.add(text, result, session);
  say(result.ok ? "" : result.message);
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

// ImGui acts on one item in a frame, and only if it is in sight: one that is not is scrolled to first.
void App::press(ImGuiID id) {
  mirror.hide_explanation();
  pressing_.push_back({id, 5});
  if (!pressed_) go_on_pressing();
}

void App::go_on_pressing() {
  if (pressing_.empty()) return;
  Pressing& next = pressing_.front();
  const MirrorItem* item = mirror.find(next.id);
  const bool there = item == nullptr || item->visible;
  if (there) {
    ImGui::ActivateItemByID(next.id);
    pressed_ = true;
  } else {
    mirror.reveal(next.id);
  }
  if (there || --next.frames == 0) pressing_.pop_front();
  frames_left_ = 20;
}

double App::frame_seconds() const {
  if (draw_seconds_.empty()) return 0;
  std::vector<double> sorted = draw_seconds_;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                   sorted.end());
  return sorted[sorted.size() / 2];
}

}  // namespace trapdoor
