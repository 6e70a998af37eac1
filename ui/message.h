// Message: a short text at the foot of the screen for as long as it takes to read: why a command failed, or what the
// session has to tell. A page shows it in its own way and does not draw it.
#pragma once
#include <cstdint>
#include <string>

#include "engine/session/session.h"
#include "ui/theme.h"

namespace trapdoor {

class Message {
 public:
  // An empty text takes the last one away.
  void say(std::string text, double now);
  // Says the session's notice once, and takes away what has been there long enough.
  void update(const Session&, double now);
  const std::string& text() const { return text_; }
  uint64_t said() const { return said_; }  // how many texts so far
  void draw(const Theme&) const;

 private:
  std::string text_;
  uint64_t noticed_ = 0, said_ = 0;
  double since_ = 0;
};

}  // namespace trapdoor
