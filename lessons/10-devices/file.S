# file.S: sectors 8 to 15 of the disk, the file. Each sector holds one letter, 512 times.

    .text
    .fill 512, 1, 't'
    .fill 512, 1, 'r'
    .fill 512, 1, 'a'
    .fill 512, 1, 'p'
    .fill 512, 1, 'd'
    .fill 512, 1, 'o'
    .fill 512, 1, 'o'
    .fill 512, 1, 'r'
