"""initramfs.py BUSYBOX OUTPUT: an initial file system (newc cpio) with BusyBox and an /init that gives a shell.

Written by hand because cpio is seldom installed, and device nodes would need root. The same input gives the same bytes.
"""
import sys

APPLETS = 'sh ls cat uname mount poweroff reboot echo ps dmesg mkdir setsid cttyhack free top'.split()
INIT = b'''#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
export PS1='~ # '
setsid cttyhack sh
poweroff -f
'''
DIRECTORY, FILE, LINK, TERMINAL = 0o40755, 0o100755, 0o120777, 0o20600


def archive(entries):
    def padded(data):
        return data + b'\0' * (-len(data) % 4)

    out = b''
    for inode, (name, mode, data, major, minor) in enumerate(entries, 1):
        links = 2 if mode == DIRECTORY else 1
        name = name.encode() + b'\0'
        # 110 bytes: magic, inode, mode, owner, group, links, time, size, device, device of the node, name's length, sum.
        fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, major, minor, len(name), 0)
        header = b'070701' + b''.join(b'%08x' % field for field in fields)
        out += padded(header + name) + padded(data)
    return out + b'\0' * (-len(out) % 512)


def main():
    busybox = open(sys.argv[1], 'rb').read()
    entries = [(name, DIRECTORY, b'', 0, 0) for name in 'bin dev etc proc root sys tmp'.split()]
    entries += [('dev/console', TERMINAL, b'', 5, 1), ('bin/busybox', FILE, busybox, 0, 0), ('init', FILE, INIT, 0, 0)]
    entries += [('bin/' + name, LINK, b'busybox', 0, 0) for name in APPLETS]
    entries += [('TRAILER!!!', 0, b'', 0, 0)]
    with open(sys.argv[2], 'wb') as out:
        out.write(archive(entries))


main()
