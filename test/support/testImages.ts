// The images that tests run and build on. The test bed brings them into every engine and cluster; with one of yours the variables name others.

export const BUSYBOX = process.env['TRAINYARD_TEST_BUSYBOX_IMAGE'] ?? 'trainyard.local/busybox:1';
/** Python of Debian, without packages. */
export const PYTHON = process.env['TRAINYARD_TEST_PYTHON_IMAGE'] ?? 'trainyard.local/python:3.11';
