# users.S: what the kernel knows of the user whose programs it runs. This is the kernel's memory.

    .data
    .align 3
    .globl user_number
user_number:
    .dword 7                        # an ordinary user; number 0 is the administrator, who may do anything
    .space 248                      # nothing yet
