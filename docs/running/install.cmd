@echo off
rem Installs onestop into onestop-env from the wheels beside this file; nothing is fetched.
rem Cai onestop vao thu muc onestop-env tu cac goi nam canh tep nay; khong tai gi tu mang.
setlocal
cd /d "%~dp0"

if "%PYTHON%"=="" set PYTHON=py -3
for /f %%v in ('%PYTHON% -c "import sys; print('%%d.%%d' %% sys.version_info[:2])"') do set VERSION=%%v
if "%VERSION%"=="" (
    echo Python was not found. Install Python 3.11 or newer, or set PYTHON to its python.exe.
    exit /b 1
)
if not exist "windows-%VERSION%.txt" (
    echo No wheels for Python %VERSION% here. Set PYTHON to the python.exe of one of:
    dir /b windows-*.txt
    exit /b 1
)

%PYTHON% -m venv onestop-env || exit /b 1
onestop-env\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --only-binary :all: --require-hashes -r windows-%VERSION%.txt || exit /b 1
onestop-env\Scripts\onestop --version || exit /b 1
echo Done: start.cmd serves the pages.
