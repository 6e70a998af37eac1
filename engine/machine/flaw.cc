#include "engine/machine/flaw.h"

namespace trapdoor {
namespace {

constexpr FlawRow kRows[] = {
    {Flaw::user_privileged, "user-privileged", "User code may run privileged instructions",
     "The hardware no longer checks the mode: a user program can write control registers and return from "
     "traps."},
    {Flaw::user_pages, "user-pages", "User code may touch the kernel's pages",
     "The walk ignores the user bit: every page the kernel has mapped is open to the program."},
    {Flaw::kernel_text_writable, "kernel-text-writable", "User code may write the kernel's code",
     "Stores from user mode reach the kernel's executable pages: the program can change the kernel it "
     "calls."},
    {Flaw::kernel_runs_user_pages, "kernel-runs-user-pages", "The kernel may execute user pages",
     "A kernel tricked into jumping to a user address runs the user's code with the kernel's rights."},
    {Flaw::memory_unprotected, "memory-unprotected", "Physical memory is not protected",
     "The protection regions and bounds that the firmware set are not checked: lower modes reach all of "
     "memory."},
    {Flaw::entry_keeps_interrupts, "entry-keeps-interrupts", "Trap entry leaves interrupts on",
     "A second interrupt can land before the handler has saved what the first one left in the control "
     "registers."},
    {Flaw::entry_keeps_mode, "entry-keeps-mode", "Trap entry forgets the mode",
     "The hardware does not note which mode was interrupted, so the way back may lead into the wrong one."},
    {Flaw::entry_loses_pc, "entry-loses-pc", "Trap entry forgets the program counter",
     "The hardware does not save where the program was: no handler can resume it."},
    {Flaw::entry_keeps_stack, "entry-keeps-stack", "Trap entry keeps the user's stack",
     "The kernel runs on a stack that the user program chose, and can read or break."},
    {Flaw::entry_torn, "entry-torn", "Trap entry is not atomic",
     "Interrupts go off one tick after the rest of a system call's entry: one that comes in between "
     "overwrites what was "
     "saved."},
    {Flaw::user_timer, "user-timer", "User code may set the timer",
     "Accesses from user mode to the timer are not checked: a program can keep the CPU as long as it likes."},
    {Flaw::user_vector, "user-vector", "User code may set the trap vector",
     "A program can make the next trap go to its own code, with the kernel's rights."},
    {Flaw::stale_translations, "stale-translations", "The translation cache is never flushed",
     "sfence.vma does nothing: a page taken away from a program stays within its reach."},
    {Flaw::dma_unbounded, "dma-unbounded", "Devices ignore their memory bounds",
     "A device copies to and from any memory, whatever window the kernel gave it."},
};

}  // namespace

std::span<const FlawRow> flaw_rows() { return kRows; }

std::optional<Flaw> find_flaw(std::string_view name) {
  for (const FlawRow& row : kRows) {
    if (row.name == name) return row.flaw;
  }
  return std::nullopt;
}

}  // namespace trapdoor
