#include "ui/figures/figures.h"

#include "engine/session/screen_names.h"

namespace trapdoor {
namespace {

constexpr FigureRow kFigures[] = {
    {"datapath", "Processor",
     "The program counter says which instruction to fetch. What it does selects the next program counter and "
     "the next "
     "mode. The path taken in the tick that just ran is lit.",
     draw_datapath},
    {"trap-anatomy", "Trap",
     "Everything the hardware did in the one tick in which it crossed into the handler, in order, and what "
     "the "
     "handler saved then. After a return: what was put back. Drag the slider to do it slowly.",
     draw_trap_anatomy},
    {"vector", "Vector",
     "Where traps go: the word in the processor, the table in memory if there is one, and the handlers. A "
     "cross says "
     "what would go wrong.",
     draw_vector},
    {"stacks", "Stacks",
     "Each thread's user stack above its kernel stack, with the functions on them, and what the thread is "
     "doing.",
     draw_stacks},
    {"gates", "Gates",
     "Every gate between a device and the handler, open or closed. An interrupt is taken when all of its "
     "gates are "
     "open.",
     draw_gates},
    {"protection", "Protection",
     "The address that the processor used last, through the page table level by level, to a place in memory "
     "or to an "
     "exception.",
     draw_protection},
    {"address-spaces", "Address spaces",
     "What each process can see of memory, beside physical memory: the same address may be another place in "
     "each.",
     draw_address_spaces},
    {"device-path", "Device",
     "Processor, memory and a device: who tells whom what, and on which way the bytes go. Click a step to go "
     "there.",
     draw_device_path},
    {"system-call-path", "System call",
     "The way of the last system call: out of the user program, through the kernel, and back. Click a step "
     "to go "
     "there.",
     draw_system_call_path},
    {"upcall", "Upcall",
     "The kernel interrupts a user program: before and during its signal handler, what was saved, and the "
     "way back.",
     draw_upcall},
    {"virtual-machine", "Virtual machine",
     "A kernel that runs in user mode under another one: where its traps really go, and its control "
     "registers, which are "
     "variables of the host.",
     draw_virtual_machine},
    {"boot", "Boot", "Which programs lie on the disk, and how they came into memory, one after the other.",
     draw_boot},
    {"cost", "Cost", "Where the ticks went so far, and what each sort of trap costs.", draw_cost},
};

}  // namespace

std::span<const FigureRow> figures() { return kFigures; }

const FigureRow* find_figure(std::string_view name) {
  for (const FigureRow& row : kFigures) {
    if (row.name == figure_name(name)) return &row;
  }
  return nullptr;
}

}  // namespace trapdoor
