#include "ui/command_log.h"

namespace trapdoor {
namespace {

std::string_view verb_of(std::string_view text) { return text.substr(0, text.find(' ')); }

bool travels(std::string_view text) { return verb_of(text) == "seek"; }

}  // namespace

void CommandLog::add(std::string_view text, const CommandResult& result, const Session& session) {
  ++changes_;
  const bool quiet = result.ok && result.message.empty();
  if (!commands_.empty() && quiet && commands_.back().ok && commands_.back().answer.empty()) {
    LoggedCommand& last = commands_.back();
    if (travels(text) && travels(last.text)) {
      last.text = text;
      return;
    }
    if (text == last.text) {
      ++last.times;
      last.going_on = !ran_ && session.running();
      return;
    }
  }
  if (!commands_.empty()) commands_.back().going_on = false;
  commands_.push_back({std::string(text), result.message, result.ok, quiet && !ran_ && session.running(), 1});
  if (commands_.size() > kMost) commands_.pop_front();
  ran_ = session.running();
}

void CommandLog::settle(const Session& session) {
  ran_ = session.running();
  if (commands_.empty() || !commands_.back().going_on || ran_) return;
  ++changes_;
  commands_.back().going_on = false;
  commands_.back().answer = session.stopped_because();
}

}  // namespace trapdoor
