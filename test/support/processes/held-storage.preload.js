'use strict';
// Loaded with `--require` into processes of the built program and their threads, so that the program needs no gate
// itself.
const { heldStorage } = require('../apps/held-storage.js');

const { GATE_FOLDER, DISK_STORAGE } = process.env;
const disk = require(DISK_STORAGE);
const { diskStorage } = disk;
disk.diskStorage = async (...options) => heldStorage(GATE_FOLDER, await diskStorage(...options));
