#!/bin/sh
# Cài onestop vào thư mục con onestop-env từ các gói nằm cạnh tệp này; không tải gì từ mạng.
# Installs onestop into ./onestop-env from the wheels beside this file; nothing is fetched.
set -eu
cd "$(dirname "$0")"

python="${PYTHON:-python3}"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
list="linux-$version.txt"
if [ ! -f "$list" ]; then
    echo "Bộ cài này không có gói cho Python $version. Hãy đặt PYTHON=… tới một trong các bản:" >&2
    echo "No wheels for Python $version here; set PYTHON=… to one of:" >&2
    ls linux-*.txt >&2
    exit 1
fi

"$python" -m venv onestop-env
onestop-env/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-index --find-links wheels --only-binary :all: --require-hashes -r "$list"
onestop-env/bin/onestop --version
echo "Xong. Chạy ./start.sh để mở các trang. / Done: ./start.sh serves the pages."
