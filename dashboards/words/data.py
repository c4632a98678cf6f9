"""The page Dữ liệu: what was loaded, what was odd, and loading without a command line."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "data_whole_only": (
        "Tệp và các lần nạp nói về mọi cơ quan; chỉ tài khoản của cả địa bàn xem và nạp được.",
        "Files and loads speak of every unit; only accounts of the whole place see and load them.",
    ),
    "data_whole_store": (
        "Việc này là của cả kho, chung cho nhiều tỉnh; hãy làm ở nơi quản lý kho.",
        "This concerns every province of the store; it is done where all of it is kept.",
    ),
    # Can I trust the numbers?
    "data_trust": ("Số liệu có tin được không?", "Can I trust the numbers?"),
    "data_good": ("● tốt", "● good"),
    "data_look": ("◆ cần xem", "◆ look"),
    "data_bad": ("○ sai", "○ wrong"),
    "data_not_known": ("– chưa rõ", "– not known"),
    "data_trust_rows": (
        "{read} dòng của {loads} lần nạp, dòng nào cũng có chỗ",
        "Rows read: {read}, loads: {loads}; every row is accounted for",
    ),
    "data_trust_rows_wrong": (
        "Các dòng không cộng lại đúng số đã đọc; hãy báo người quản trị",
        "The rows do not add up to what was read; tell the administrator",
    ),
    "data_trust_rejects": (
        "{rejected}/{read} dòng bị từ chối ({share})",
        "{rejected}/{read} rows refused ({share})",
    ),
    "data_trust_no_rejects": ("Không dòng nào bị từ chối", "No row was refused"),
    "data_trust_differ": (
        "{count} chỗ hai nguồn nói khác nhau",
        "Facts on which two sources differ: {count}",
    ),
    "data_trust_no_differ": ("Các nguồn không nói khác nhau", "No two sources differ"),
    "data_trust_names": (
        "{count} tên chưa có trong danh mục",
        "Names not in a catalogue: {count}",
    ),
    "data_trust_no_names": ("Mọi tên đều có trong danh mục", "Every name is in a catalogue"),
    "data_trust_checked": (
        "{checks} đẳng thức đúng, kiểm lúc {at}",
        "{checks} identities hold, checked at {at}",
    ),
    "data_trust_differences": (
        "{count}/{checks} đẳng thức sai, kiểm lúc {at}",
        "{count}/{checks} identities fail, checked at {at}",
    ),
    "data_trust_unchecked": (
        "Chưa kiểm các đẳng thức trên số liệu này",
        "The identities of these figures are not checked yet",
    ),
    # Loading
    "data_load_title": ("Nạp tệp kết xuất", "Load exports"),
    "data_off_sentence": (
        "Nạp tệp từ trang này đang tắt: máy chủ mở cho cả mạng mà chưa có tài khoản, nên ai cũng"
        " sửa được số liệu. Hãy chạy “onestop serve” ở 127.0.0.1, hoặc nạp bằng “onestop import”.",
        "Loading from this page is off: the server listens beyond this machine and has no"
        " accounts, so anybody could change the figures. Run “onestop serve” on 127.0.0.1, or load"
        " with “onestop import”.",
    ),
    "data_foreign": (
        "Yêu cầu này không đến từ trang Dữ liệu của máy chủ này, nên không được nhận."
        " Hãy mở lại trang Dữ liệu rồi làm lại.",
        "This request does not come from this server's page Data and was refused."
        " Open the page Data again.",
    ),
    "data_odd_form": (
        "Không hiểu điều vừa gửi. Hãy tải lại trang rồi làm lại.",
        "What was sent was not understood. Reload the page and try again.",
    ),
    "data_no_length": (
        "Không biết tệp lớn bao nhiêu, nên chưa nhận. Hãy gửi tệp từ trang Dữ liệu.",
        "The size of the file was not told, so it was not taken. Send it from the page Data.",
    ),
    "data_too_large": (
        "{file}: tệp lớn hơn {most} MiB. Hãy chia nhỏ khi xuất, hoặc nạp bằng “onestop import”.",
        "{file}: larger than {most} MiB. Export it in parts, or load it with “onestop import”.",
    ),
    "data_broken_off": (
        "{file}: việc gửi tệp bị ngắt giữa chừng. Hãy gửi lại.",
        "{file}: the sending broke off. Send it again.",
    ),
    "data_server_silent": (
        "Máy chủ không trả lời. Hãy kiểm tra máy chủ còn chạy, rồi thử lại.",
        "The server does not answer. See whether it still runs, then try again.",
    ),
    "data_checking_already": (
        "Đang có một lượt kiểm khác; hãy đợi nó xong.",
        "A check is running already; wait for it to end.",
    ),
    "data_steps": ("Các bước nạp tệp", "Steps of loading"),
    "data_step_1": ("Chọn tệp", "Choose files"),
    "data_step_2": ("Xem trước", "See"),
    "data_step_3": ("Xác nhận", "Confirm"),
    "data_step_4": ("Nạp", "Load"),
    "data_step_5": ("Kết quả", "Result"),
    "data_step_done": ("đã xong", "done"),
    "data_drop": ("Thả tệp vào đây, hoặc bấm để chọn", "Drop files here, or press to choose"),
    "data_drop_more": ("Thêm tệp vào lượt này", "Add files to this upload"),
    "data_drop_kinds": (
        "xlsx, xls, csv, json, zip; nhiều tệp một lúc được; cả lượt không quá {most} MiB."
        " Chưa ghi gì vào kho trước khi bạn xác nhận.",
        "xlsx, xls, csv, json, zip; several at once; {most} MiB in all."
        " Nothing is stored before you confirm.",
    ),
    "data_sending": ("Đang gửi FILE: SHARE %", "Sending FILE: SHARE %"),
    "data_sent": ("Đã gửi FILE, máy chủ đang nhận…", "FILE sent, the server is taking it…"),
    "data_progress": ("Tiến độ", "Progress"),
    "data_refused_files": ("Không nhận được:", "Not taken:"),
    "data_looking": (
        "Đang đọc thử các tệp: nhận bố cục, cột, thời điểm, cơ quan…",
        "Looking into the files: layout, columns, moment, units…",
    ),
    "data_look_again": ("Xem lại", "Look again"),
    "data_blind": ("Nạp không xem trước", "Load without looking"),
    "data_no_preview": (
        "Không xem trước. Khi nạp, mỗi dòng vẫn được kiểm như thường.",
        "Not looked at. Loading checks every row all the same.",
    ),
    "data_another": ("Nạp tệp khác", "Load other files"),
    "data_leave": ("Bỏ lượt này", "Leave it"),
    "data_no_upload": (
        "Không có lượt tải tệp lên này: lượt cũ hơn một ngày bị xoá, hoặc địa chỉ thiếu chữ."
        " Hãy chọn tệp lại.",
        "There is no such upload: one older than a day is removed, or the address is incomplete."
        " Choose the files again.",
    ),
    "data_column": ("Cột", "Column"),
    "data_heading": ("Tiêu đề trong tệp", "Heading in the file"),
    "data_becomes": ("Được hiểu là", "Becomes"),
    "data_samples": ("Ví dụ", "Samples"),
    "data_columns_of": ("Các cột của {file} {sheet}", "Columns of {file} {sheet}"),
    "data_columns": (
        "{all} cột: {used} được hiểu, {left} không dùng, {odd} không hiểu",
        "{all} columns: {used} understood, {left} not used, {odd} not understood",
    ),
    "data_sheet": ("Trang tính {sheet}", "Sheet {sheet}"),
    "data_recognised": ("Nguồn", "Source"),
    "data_speaks_for": ("Số liệu đến", "Figures up to"),
    "data_rows": ("Số dòng", "Rows"),
    "data_rows_unknown": ("tệp lớn, đếm khi nạp", "a large file, counted while loading"),
    "data_units": ("Cơ quan", "Units"),
    "data_no_units": ("tệp không ghi cơ quan", "the file names no unit"),
    "data_loaded_before": (
        "Tệp này đã nạp rồi (lần {number}); nạp lại không thay đổi gì.",
        "This file was loaded before (load {number}); loading it again changes nothing.",
    ),
    "data_moment_unknown": ("chưa biết, xác nhận ở dưới", "not known, confirm it below"),
    "data_moment_while": ("tìm khi nạp", "found while loading"),
    "data_as_of": ("Số liệu tính đến", "Figures speak for"),
    "data_as_of_hint": (
        "dd/MM/yyyy giờ:phút. Để trống: mỗi tệp dùng thời điểm của chính nó.",
        "dd/MM/yyyy hour:minute. Empty: each file uses its own moment.",
    ),
    "data_as_of_one": (
        "dd/MM/yyyy giờ:phút, lấy từ tệp; chỉ sửa khi tệp ghi sai.",
        "dd/MM/yyyy hour:minute, told by the file; change it only if the file is wrong.",
    ),
    "data_unit": ("Cơ quan của các dòng không ghi cơ quan", "Unit of rows that name none"),
    "data_unit_none": ("— chọn cơ quan —", "— choose a unit —"),
    "data_start": ("Nạp vào kho", "Load"),
    "data_starting": ("Đang bắt đầu…", "Starting…"),
    "data_nothing_to_load": (
        "Không tệp nào đọc được, nên chưa có gì để nạp. Hãy sửa theo các câu trên rồi gửi lại.",
        "No file can be read, so there is nothing to load. Mend what is said above, send again.",
    ),
    "data_loading": ("Đang nạp vào kho", "Loading"),
    "data_undoing": (
        "Đang rút lại lần nạp {number}: dựng lại mọi số liệu từ các tệp còn lại",
        "Taking back load {number}: making all figures again from the files that remain",
    ),
    "data_loading_file": ("Tệp: {file}", "File: {file}"),
    "data_loading_count": (
        "Đã đọc {rows} dòng, {seconds} giây",
        "{rows} rows read, {seconds} seconds",
    ),
    "data_may_leave": (
        "Có thể rời trang này: việc này vẫn chạy, địa chỉ này mở lại được trong một ngày.",
        "You may leave: it goes on, and this address can be opened again for a day.",
    ),
    "data_done": ("Đã nạp xong.", "Loaded."),
    "data_failed": ("Chưa nạp được.", "Nothing was loaded."),
    "data_undone": (
        "Đã rút lại lần nạp {number}; số liệu như thể tệp này chưa từng đến.",
        "Load {number} was taken back; the figures are as if the file had never come.",
    ),
    "data_not_undone": (
        "Chưa rút lại được lần nạp {number}; kho vẫn như trước.",
        "Load {number} could not be taken back; the store is as it was.",
    ),
    "data_rejects_file": ("Tải các dòng bị từ chối (xlsx)", "Download the refused rows (xlsx)"),
    "data_undo": ("Hoàn tác lần nạp {number}", "Undo load {number}"),
    "data_undo_short": ("Hoàn tác", "Undo"),
    "data_undo_of": ("Hoàn tác lần nạp {number}, {file}", "Undo load {number}, {file}"),
    "data_undo_title": ("Hoàn tác một lần nạp", "Undo a load"),
    "data_undo_means": (
        "Kho được dựng lại từ các tệp còn lại, như thể tệp này chưa từng đến. Việc này lâu bằng"
        " nạp lại các tệp ấy; trong lúc đó các trang vẫn xem được. Tệp này có thể nạp lại sau.",
        "The store is made again from the files that remain, as if this one had never come. It"
        " takes as long as loading them did; the pages go on meanwhile. The file may be loaded"
        " again.",
    ),
    "data_undo_reason": ("Lý do (người sau sẽ đọc)", "Reason (others will read it)"),
    "data_undo_now": ("Rút lại lần nạp này", "Take this load back"),
    "data_undo_not": ("Không, giữ lại", "No, keep it"),
    # What was loaded
    "data_loads": ("Các lần nạp", "Loads"),
    "data_loads_caption": (
        "Mới nhất trước. Đọc = mới + cập nhật + không đổi + từ chối + bỏ qua + chờ",
        "Newest first. Read = new + updated + unchanged + refused + skipped + waiting",
    ),
    "data_number": ("Lần", "Load"),
    "data_file": ("Tệp", "File"),
    "data_loaded_at": ("Nạp lúc", "Loaded at"),
    "data_read": ("Dòng đã đọc", "Rows read"),
    "data_equation_wrong": ("không cộng đúng", "does not add up"),
    "data_inserted": ("{count} mới", "{count} new"),
    "data_updated": ("{count} cập nhật", "{count} updated"),
    "data_unchanged": ("{count} không đổi", "{count} unchanged"),
    "data_rejected": ("{count} từ chối", "{count} refused"),
    "data_skipped": ("{count} bỏ qua", "{count} skipped"),
    "data_waiting": ("{count} chờ hồ sơ", "{count} waiting"),
    "data_origin_asked": ("người nạp ghi", "told by whoever loaded it"),
    "data_origin_stated": ("tệp ghi", "stated in the file"),
    "data_origin_period": ("“đến ngày” của tệp", "the file's last day"),
    "data_origin_name": ("tên tệp", "the file's name"),
    "data_origin_newest date": ("ngày mới nhất trong tệp", "the newest date in it"),
    "data_kind_dossiers": ("hồ sơ", "dossiers"),
    "data_kind_letters": ("phiếu xin lỗi, hẹn lại", "apology letters"),
    "data_kind_ratings": ("đánh giá hài lòng", "ratings"),
    "data_kind_feedback": ("phản ánh, kiến nghị", "feedback"),
    "data_kind_progress": ("tiến độ từng bước", "progress by step"),
    "data_withdrawn": ("Các lần nạp đã rút lại", "Loads taken back"),
    "data_withdrawn_caption": (
        "Không còn trong số liệu; chỉ còn dòng này để biết",
        "No longer in the figures; only this line tells",
    ),
    "data_withdrawn_at": ("Rút lúc", "Taken back at"),
    "data_reason": ("Lý do", "Reason"),
    # Refused and noticed
    "data_rejects": ("Các dòng bị từ chối", "Refused rows"),
    "data_rejects_caption": ("{count} dòng của {file}", "{file}, refused rows: {count}"),
    "data_back": ("Về trang Dữ liệu", "Back to the page Data"),
    "data_of_sheet": ("Trang tính", "Sheet"),
    "data_row": ("Dòng", "Row"),
    "data_value": ("Giá trị", "Value"),
    "data_findings": ("Điều cần xem", "Findings"),
    "data_findings_about": (
        "Những gì lạ ở các dòng vẫn được giữ lại, hoặc ở cả tệp.",
        "What was odd about rows that were kept, or about a whole file.",
    ),
    "data_finding": ("Điều cần xem", "Finding"),
    "data_count": ("Số lượng", "Count"),
    "data_findings_caption": ("Theo loại, nhiều nhất trước", "By kind, most frequent first"),
    "data_findings_of": ("{count} điều: {kind}", "{kind}: {count}"),
    "data_code": ("Mã hồ sơ", "Code"),
    "data_renamed": ("(tên tạm, nay đã có tên)", "(a provisional name, named since)"),
    "data_mine": ("Tệp này ghi", "This file says"),
    "data_other": ("Nguồn kia ghi", "The other says"),
    "data_detail": ("Chi tiết", "Detail"),
    "data_whole_file": ("cả tệp", "the whole file"),
    "data_differ": ("Hai nguồn nói khác nhau", "Sources that disagree"),
    "data_differ_about": (
        "Trang giữ lời của nguồn được ưu tiên; lời của nguồn kia vẫn được lưu.",
        "The source with priority is believed; what the other said is kept.",
    ),
    "data_differ_caption": ("Theo thông tin", "By field"),
    "data_field": ("Thông tin", "Field"),
    # Identities
    "data_checks": ("Các đẳng thức", "Identities"),
    "data_checks_about": (
        "Đầu kỳ + tiếp nhận = đã giải quyết + còn lại; tổng các cơ quan, các tháng = toàn bộ; sổ"
        " cộng dồn = đếm lại từng hồ sơ. Lệnh “onestop verify” kiểm cùng những điều này.",
        "Opening + received = resolved + left; units and months add up to the whole; the ledger"
        " equals a recount of every dossier. “onestop verify” checks the same.",
    ),
    "data_check_now": ("Kiểm tra ngay", "Check now"),
    "data_checking": (
        "Đang kiểm; kho lớn có thể mất vài phút…",
        "Checking; a large store takes minutes…",
    ),
    "data_check_old": (
        "Từ lần kiểm ấy đã có số liệu mới; hãy kiểm lại.",
        "The data has changed since; check again.",
    ),
    "data_check_never": ("Chưa kiểm lần nào.", "Never checked yet."),
    "data_check_holds": (
        "Lúc {at}: {checks} phép kiểm, không có sai khác.",
        "At {at}: {checks} checks, no difference.",
    ),
    "data_check_fails": (
        "Lúc {at}: {checks} phép kiểm, {count} sai khác. Hãy gửi danh sách này cho người quản trị.",
        "At {at}: {checks} checks, {count} differences. Send this list to the administrator.",
    ),
    # Names
    "data_names": ("Tên chưa có trong danh mục", "Names not in a catalogue"),
    "data_names_about": (
        "Tệp dùng những tên này mà danh mục không có. Hồ sơ vẫn được đếm dưới tên ấy; hãy nói nó"
        " là ai, và mọi lần nạp sau sẽ hiểu.",
        "Files use these names and no catalogue has them. Their dossiers are counted under the"
        " name; say what it stands for, and every later load will know.",
    ),
    "data_names_units": ("{count} cơ quan", "Units: {count}"),
    "data_names_procedures": ("{count} thủ tục", "Procedures: {count}"),
    "data_names_areas": ("{count} lĩnh vực", "Areas: {count}"),
    "data_names_more": (
        "Còn {count} tên nữa; đặt tên những cái trên thì chúng hiện ra.",
        "{count} more; they come up as these are named.",
    ),
    "data_name": ("Tên trong tệp", "Name in the file"),
    "data_dossiers": ("Hồ sơ", "Dossiers"),
    "data_name_is": ("Đó là", "It is"),
    "data_name_near": ("là “{name}”", "it is “{name}”"),
    "data_name_choose": ("Một tên có sẵn (gõ để tìm)", "A known one (type to find)"),
    "data_name_join": ("Chính là tên này", "It is this one"),
    "data_name_code": ("Mã", "Code"),
    "data_name_new": ("Tên đúng", "Right name"),
    "data_name_enter": ("Thêm vào danh mục", "Add to the catalogue"),
    "data_name_other": ("Tên khác, hoặc thêm mới", "Another, or a new one"),
    "data_name_level": ("Cấp", "Level"),
    "data_name_parent": ("Thuộc cơ quan (mã)", "Part of (code)"),
    "data_name_area": ("Lĩnh vực", "Area"),
    "data_level_none": ("— không ghi —", "— not told —"),
    "data_level_province": ("Tỉnh", "Province"),
    "data_level_district": ("Huyện (đến 30/6/2025)", "District (until 30/6/2025)"),
    "data_level_department": ("Sở, ban, ngành, phòng", "Department"),
    "data_level_commune": ("Xã, phường", "Commune"),
    "data_naming_title": ("Đặt tên", "Naming"),
    "data_naming": (
        "Đang đặt tên “{name}” và tính lại các hồ sơ của nó",
        "Naming “{name}” and concluding its dossiers again",
    ),
    "data_named": (
        "Đã đặt tên “{name}”; các hồ sơ của nó đã được tính lại.",
        "“{name}” has its name; its dossiers were concluded again.",
    ),
    "data_not_named": ("Chưa đặt được tên “{name}”.", "“{name}” could not be named."),
    "data_names_off": (
        "Đặt tên từ trang này đang tắt; dùng “onestop catalogue units TỆP.csv”.",
        "Naming from this page is off; use “onestop catalogue units FILE.csv”.",
    ),
}
