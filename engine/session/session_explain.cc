// Why is an interrupt (not) taken: the gates of this moment, when it was taken last, and when it will be next.
// And what the watch for lost transparency has to say.
#include <fmt/format.h>

#include <algorithm>

#include "engine/machine/explain.h"
#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
namespace {

constexpr Tick kNearPast = 250'000;  // the culprit is looked for so far back
constexpr Tick kAhead = 5'000'000;   // so far the next one is looked for

// Behind a controller a device's interrupt is taken when its source is handed out: the trap does not say whose it is.
bool is_taken(const Event& event, const InterruptNews& news, int hart, const Machine& machine) {
  if (const Explanation& why = news.why; why.controller >= 0) {
    if (event.kind != EventKind::command || !event.flags || event.what != why.controller) return false;
    Device::Ports ports =
        machine.device(why.controller).handed_out(static_cast<uint32_t>(event.address), event.value);
    return ports.output == why.output &&
           std::find(why.inputs.begin(), why.inputs.end(), ports.input) != why.inputs.end();
  }
  return event.kind == EventKind::trap && static_cast<TrapKind>(event.flags) == TrapKind::interrupt &&
         event.hart == hart && event.what == news.why.cause;
}

}  // namespace

// What history knows costs no run: the last time always, the next one as far as this future has been run before.
std::vector<InterruptNews> Session::Impl::explain(int hart, Tick work) {
  Tick now = timeline->now();
  if (ahead.revision != revision || ahead.from != now || ahead.hart != hart || ahead.news.empty()) {
    ahead = Ahead{revision, now, hart, nullptr, {}};
    const Trace& history = timeline->history();
    for (Explanation& why : trapdoor::explain(machine(), hart)) {
      InterruptNews news{std::move(why), {}, {}, now, false};
      uint64_t here = history.at(now);
      for (uint64_t n = here; n > history.first() && !news.last; n--) {
        if (is_taken(history[n - 1], news, hart, machine())) news.last = history[n - 1].tick;
      }
      for (uint64_t n = here; n < history.next() && !news.next; n++) {
        if (is_taken(history[n], news, hart, machine())) news.next = history[n].tick;
      }
      news.settled = news.next.has_value();
      ahead.news.push_back(std::move(news));
    }
  }
  auto open = [](const InterruptNews& news) { return !news.settled; };
  if (std::none_of(ahead.news.begin(), ahead.news.end(), open)) return ahead.news;
  if (!ahead.replay) {
    bool known =
        timeline->history().first() == 0 || timeline->history()[timeline->history().first()].tick <= now;
    ahead.replay = std::make_unique<Replay>(*timeline, known ? timeline->end() : now, Detail::cheap);
  }
  look_ahead(work);
  return ahead.news;
}

void Session::Impl::look_ahead(Tick work) {
  Replay& replay = *ahead.replay;
  Tick limit = ahead.from + std::min(kAhead, kNever - ahead.from);
  limit = std::max(limit, timeline->end() + std::min(kAhead, kNever - timeline->end()));
  Tick until = replay.now() + std::min(work, limit - std::min(limit, replay.now()));
  bool ended = false;
  auto open = [](const InterruptNews& news) { return !news.settled; };
  while (!ended && replay.now() < until && std::any_of(ahead.news.begin(), ahead.news.end(), open)) {
    ended = replay.run(std::min(until, replay.now() + Replay::kPiece)) != Stop::limit;
    replay.look([&](const Event& event) {
      for (InterruptNews& news : ahead.news) {
        if (news.settled || !is_taken(event, news, ahead.hart, machine())) continue;
        news.next = event.tick;
        news.settled = true;
      }
    });
  }
  for (InterruptNews& news : ahead.news) {
    news.searched_to = replay.now();
    news.settled = news.settled || ended || replay.now() >= limit;
  }
  if (std::none_of(ahead.news.begin(), ahead.news.end(), open)) ahead.replay.reset();
}

CommandResult Session::Impl::explain_text(std::string_view word) {
  const CauseRow* cause = word.empty() ? nullptr : find_cause(machine().isa(), word);
  if (!word.empty() && (!cause || cause->kind != TrapKind::interrupt)) {
    std::string names;
    for (const CauseRow& row : machine().isa().causes) {
      if (row.kind == TrapKind::interrupt) names += (names.empty() ? "" : ", ") + std::string(row.word);
    }
    return {false, "no interrupt is called `" + std::string(word) + "`\ninterrupts: " + names};
  }
  std::string text;
  for (const InterruptNews& news : explain(machine().running_hart(), kAhead)) {
    if (!cause || news.why.cause == cause->cause) text += to_text(news);
  }
  return {true, text};
}

// The context's own story, and the last thing that put the wrong value where it is.
std::string Session::Impl::broken_context_text(const BrokenContext& broken) const {
  const Isa& isa = timeline->machine().isa();
  bool moved = broken.word == isa.pc_word;
  const char* left = broken.kind == TrapKind::syscall ? "called the kernel" : "was interrupted";
  std::string text = fmt::format(
      "lost transparency: the program {} at tick {} ({}) and came back at tick {} ", left,
      with_commas(broken.left), address_text(broken.pc, built.program), with_commas(broken.resumed));
  if (moved) {
    text += "at " + address_text(broken.is, built.program) + " instead.";
  } else {
    text += fmt::format("with {} changed from {:#x} to {:#x}", word_text(isa, broken.word), broken.was,
                        broken.is);
    text += broken.words > 1 ? fmt::format(", and {} more.", broken.words - 1) : ".";
  }
  Replay replay(*timeline, std::max(broken.left, broken.resumed - std::min(broken.resumed, kNearPast)),
                Detail::full);
  std::optional<Event> culprit;
  while (replay.now() < broken.resumed &&
         replay.run(std::min(broken.resumed, replay.now() + Replay::kFullPiece)) == Stop::limit) {
    replay.look([&](const Event& event) {
      bool instruction = event.kind == EventKind::word && static_cast<Who>(event.flags) == Who::instruction;
      if (!instruction || event.tick == broken.left || event.hart != broken.hart) return;
      bool wrote = moved ? event.value == broken.is && event.what != isa.pc_word : event.what == broken.word;
      // A place to return to is wrong where it is put into the word that the return reads.
      bool control = std::any_of(isa.words.begin(), isa.words.end(), [&](const WordRow& row) {
        return row.word == event.what && row.group == WordGroup::control;
      });
      if (wrote && (!moved || control)) culprit = event;
    });
  }
  if (!culprit) return text;
  return text +
         fmt::format(" It went wrong at tick {}: {} wrote {:#x} into {}, and nothing put the old value back.",
                     with_commas(culprit->tick), address_text(culprit->pc, built.program), culprit->value,
                     word_text(isa, culprit->what));
}

std::vector<InterruptNews> Session::explain(int hart, Tick work) const {
  if (!impl_->timeline || hart < 0 || hart >= impl_->machine().hart_count()) return {};
  return impl_->explain(hart, work);
}

bool Session::watches_transparency() const { return impl_->transparency.has_value(); }

}  // namespace trapdoor
