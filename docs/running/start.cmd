@echo off
rem Makes or upgrades the store, serves the pages. Data lies in data\ unless ONESTOP_DATA_DIR says.
setlocal
cd /d "%~dp0"

if "%ONESTOP_DATA_DIR%"=="" set ONESTOP_DATA_DIR=%~dp0data
onestop-env\Scripts\onestop init || exit /b 1
onestop-env\Scripts\onestop serve %*
