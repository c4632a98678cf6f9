#!/bin/sh
# Mở kho (tạo hoặc nâng cấp nếu cần) và các trang. / Makes or upgrades the store, serves the pages.
# Dữ liệu nằm trong thư mục data cạnh tệp này, trừ khi đặt ONESTOP_DATA_DIR.
set -eu
cd "$(dirname "$0")"

ONESTOP_DATA_DIR="${ONESTOP_DATA_DIR:-$PWD/data}"
export ONESTOP_DATA_DIR
onestop-env/bin/onestop init
exec onestop-env/bin/onestop serve "$@"
