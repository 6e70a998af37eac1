#include "engine/session/session.h"

#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"
#include "engine/time/state_file.h"

namespace trapdoor {

Session::Session() : impl_(std::make_unique<Impl>()) {}
Session::~Session() = default;

bool Session::Impl::open(Build new_build, const Board& new_board, MachineOptions new_options,
                         Diagnostics& out) {
  board = &new_board;
  options = new_options;
  built = std::move(new_build);
  identity = identity_of(built);
  return power_on(out);
}

// A new machine with what was built in it, at tick 0. Says what does not fit, and then runs without it.
bool Session::Impl::power_on(Diagnostics& out) {
  timeline = std::make_unique<Timeline>(*board, options, timeline_options);
  machines++;
  bool good = true;
  insert_disks(storage, machine());
  good = load(built, machine(), out);
  timeline->begin();
  task.reset();
  search.reset();
  waiting = false;
  stopped_because.clear();
  ahead = {};
  if (transparency) transparency.emplace(machine().isa());
  forget_output();
  parse_stoppers_again();
  changed();
  return good;
}

// Labels may have moved, or be gone.
void Session::Impl::parse_stoppers_again() {
  std::vector<Stopper> kept;
  for (Stopper& stopper : stoppers) {
    Diagnostic error;
    auto match = Match::parse(stopper.match.text(), machine(), &built.program, error);
    if (match) kept.push_back({stopper.id, std::move(*match), stopper.enabled});
  }
  stoppers = std::move(kept);
}

void Session::Impl::forget_output() {
  output.clear();
  output_ticks.clear();
  console.clear();
  history_seen = timeline->history().first();
}

// Output is recorded as history grows; the console is what lies before now().
void Session::Impl::sync_console() {
  const Trace& history = timeline->history();
  for (uint64_t n = std::max(history_seen, history.first()); n < history.next(); n++) {
    if (history[n].kind != EventKind::console) continue;
    output += static_cast<char>(history[n].value);
    output_ticks.push_back(history[n].tick);
  }
  history_seen = history.next();
  auto visible = static_cast<size_t>(
      std::lower_bound(output_ticks.begin(), output_ticks.end(), timeline->now()) - output_ticks.begin());
  if (visible > console.size()) {
    console.append(output, console.size(), visible - console.size());
  } else {
    console.resize(visible);
  }
}

bool Session::open_lesson(const Files& files, Diagnostics& diagnostics) {
  auto lesson = Lesson::parse(files, diagnostics);
  if (!lesson) return false;
  Impl& s = *impl_;
  s.lesson = std::move(lesson);
  s.builder.reset();
  s.sources = s.lesson->start;
  s.built_sources.clear();
  s.checks.clear();
  for (const LessonStep& step : s.lesson->steps) s.checks.emplace_back(step.checks.size());
  s.check_run.reset();
  s.stoppers.clear();
  s.storage.clear();
  s.transparency.reset();
  s.open({}, *find_board(s.lesson->board), s.lesson->machine, diagnostics);
  s.build_sources();
  if (s.lesson->transparency) s.transparency.emplace(s.machine().isa());
  return true;
}

bool Session::open_program(Program program, std::string_view board_name, MachineOptions options,
                           Diagnostics& diagnostics) {
  const Board* board = find_board(board_name);
  if (!board) {
    std::string names;
    for (const Board* row : boards()) names += (names.empty() ? "" : ", ") + std::string(row->name);
    diagnostics.push_back({"board", 0, 0, "no board is called `" + std::string(board_name) + "`",
                           "boards: " + names, Severity::error});
    return false;
  }
  return open({board, options, build_of(std::move(program)), {}, {}, {}, {}}, diagnostics);
}

bool Session::open(Opening opening, Diagnostics& diagnostics) {
  Impl& s = *impl_;
  s.lesson.reset();
  s.sources = s.built_sources = std::move(opening.texts);
  s.checks.clear();
  s.check_run.reset();
  s.stoppers.clear();
  s.storage = std::move(opening.storage);
  s.diagnostics.clear();
  s.transparency.reset();
  const std::vector<std::byte> state = std::move(opening.state);
  if (!s.open(std::move(opening.build), *opening.board, opening.options, diagnostics)) return false;
  return state.empty() || load_state(state).ok;
}

CommandResult Session::open_files(std::span<const GivenFile> files, const GivenMachine& wish,
                                  Diagnostics& diagnostics) {
  const bool alone = files.size() == 1 && (files[0].role.empty() || files[0].role == "state");
  if (impl_->timeline && alone && guess_role(files[0].name, files[0].bytes) == FileRole::state) {
    CommandResult loaded = load_state(files[0].bytes);
    loaded.message =
        files[0].name + ": " + (loaded.ok ? "back at tick " + with_commas(machine().now()) : loaded.message);
    return loaded;
  }
  auto opening = prepare(files, wish, diagnostics);
  if (!opening) return {false, to_text(diagnostics.back())};
  const std::string summary = opening->summary;
  const bool good = open(std::move(*opening), diagnostics);
  return {good, good ? summary : to_text(diagnostics.back())};
}

CommandResult Session::set_source(std::string_view file, std::string text) {
  Impl& s = *impl_;
  auto found = s.sources.find(std::string(file));
  if (!s.lesson || found == s.sources.end())
    return {false, "no source is called `" + std::string(file) + "`"};
  if (!s.lesson->editable(file)) return {false, std::string(file) + " is not to be changed in this lesson"};
  if (found->second != text) s.changed();
  found->second = std::move(text);
  return {true, {}};
}

CommandResult Session::set_storage(std::string_view device, std::span<const std::byte> bytes) {
  Impl& s = *impl_;
  if (!s.timeline) return {false, "there is no machine yet"};
  int number = s.machine().find_device(device);
  Pages* pages = number < 0 ? nullptr : s.machine().device(number).storage();
  if (!pages) return {false, "no device with storage is called `" + std::string(device) + "`"};
  if (bytes.size() > pages->size_bytes()) {
    return {false, std::to_string(bytes.size()) + " bytes do not fit on " + std::string(device) +
                       ", which holds " + std::to_string(pages->size_bytes())};
  }
  s.storage[std::string(device)].assign(bytes.begin(), bytes.end());
  Diagnostics diagnostics;
  if (!s.power_on(diagnostics)) return {false, to_text(diagnostics.front())};
  return {true, {}};
}

std::vector<Event> Session::events_of(Tick tick, Tick ticks, Detail detail) const {
  const Impl& s = *impl_;
  if (!s.timeline || tick < s.timeline->first() || tick >= s.timeline->end()) return {};
  const Tick end = tick + std::min(ticks, s.timeline->end() - tick);
  Replay replay(*s.timeline, tick, detail, Replay::Inputs::to_come);
  std::vector<Event> events;
  for (Stop why = Stop::limit; why == Stop::limit && replay.now() < end;) {
    why = replay.run(std::min(end, replay.now() + Replay::kFullPiece));
    // What comes from the outside at the next tick's begin is that tick's.
    replay.look([&](const Event& event) {
      if (event.tick >= tick && event.tick < end) events.push_back(event);
    });
  }
  return events;
}

void Session::visit(std::span<const Tick> ticks, const std::function<void(const Machine&)>& look) const {
  const Impl& s = *impl_;
  std::unique_ptr<Machine> copy;
  for (Tick tick : ticks) {
    if (!s.timeline || tick < s.timeline->first() || tick > s.timeline->end()) continue;
    const bool near = copy != nullptr && tick - copy->now() < 500'000;  // else a key frame may be nearer
    if (!near || s.timeline->next_input_after(copy->now()) <= tick) {
      copy = s.timeline->copy_at(tick);
    } else {
      copy->run(tick);
    }
    look(*copy);
  }
}

void Session::advance(Tick ticks) { impl_->advance(ticks); }
bool Session::running() const { return impl_->task || impl_->search; }
bool Session::waiting() const { return impl_->waiting; }
bool Session::checking() const { return impl_->check_run != nullptr; }
bool Session::has_machine() const { return impl_->timeline != nullptr; }
const Machine& Session::machine() const { return impl_->timeline->machine(); }
const Program& Session::program() const { return impl_->built.program; }
const Trace& Session::history() const { return impl_->timeline->history(); }
Tick Session::end() const { return impl_->timeline ? impl_->timeline->end() : 0; }
const Lesson* Session::lesson() const { return impl_->lesson ? &*impl_->lesson : nullptr; }
const std::map<std::string, std::string>& Session::sources() const { return impl_->sources; }
bool Session::edited() const { return impl_->sources != impl_->built_sources; }
const Diagnostics& Session::diagnostics() const { return impl_->diagnostics; }
const std::string& Session::console() const { return impl_->console; }
const std::vector<Stopper>& Session::stoppers() const { return impl_->stoppers; }
const std::vector<std::vector<CheckResult>>& Session::checks() const { return impl_->checks; }
uint64_t Session::speed() const { return impl_->task && impl_->task->replays ? 0 : impl_->speed; }
const std::string& Session::stopped_because() const { return impl_->stopped_because; }
const std::string& Session::notice() const { return impl_->notice; }
uint64_t Session::notices() const { return impl_->notices; }
uint64_t Session::revision() const { return impl_->revision; }

std::vector<BranchInfo> Session::branches() const {
  std::vector<BranchInfo> out;
  if (!impl_->timeline) return out;
  for (const auto& branch : impl_->timeline->branches())
    out.push_back({branch.name, branch.from, branch.end, branch.why});
  return out;
}

uint64_t Session::machines() const { return impl_->machines; }

uint64_t Session::identity() const { return impl_->identity; }

std::vector<std::byte> Session::save_state() const {
  if (!impl_->timeline) return {};
  return write_state(impl_->machine(), impl_->machine().save(), impl_->identity);
}

CommandResult Session::load_state(std::span<const std::byte> bytes) {
  Impl& s = *impl_;
  if (!s.timeline) return {false, "there is no machine yet"};
  std::string error;
  auto snapshot = read_state(bytes, s.machine(), s.machine().save(), s.identity, error);
  if (!snapshot) return {false, error};
  Diagnostics diagnostics;
  s.power_on(diagnostics);
  s.machine().load(*snapshot);
  s.timeline->begin();
  s.history_seen = s.timeline->history().next();
  s.changed();
  return {true, {}};
}

}  // namespace trapdoor
